import { posix } from 'node:path'
import type { Site } from '../../contexts/types/site.js'
import { ProvisionError } from '../../errors.js'
import { type HostReader, thisMachine } from '../../hosts/reader.js'
import type { PhpStep } from '../../steps/php.js'
import { siteUrl } from '../address.js'
import { phpProgram, siteEnvironment } from '../environment.js'

/** `standard` has WordPress's sample post, page and comment, `minimal` has none of them. */
const profiles = ['standard', 'minimal']

const checkProfile = ({ name, profile }: Site): void => {
  if (profiles.includes(profile)) return
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}/profile: WordPress has no profile ${profile}`, {
    fix: `provision-save ${name} --profile=${profiles.join('|')}`,
    context: name,
  })
}

const checkTheme = ({ name, root }: Site, look: HostReader): void => {
  const themes = posix.join(root, 'wp-content/themes')
  if (look.list(themes).some((theme) => look.exists(posix.join(themes, theme, 'style.css')))) return
  throw new ProvisionError('PROVISION_DRUPAL_INSTALL_MISSING_REQUIREMENTS', `there is no theme in ${themes}`, {
    fix: 'put one there: Debian has them in packages of their own, such as wordpress-theme-twentytwentythree',
    context: name,
  })
}

/** WordPress keeps at most 100 characters, and wants a dot in the host name. */
const longestEmail = 100

const placeholder = (uri: string): string => {
  const email = `admin@${uri.includes('.') ? uri : `${uri}.invalid`}`
  return email.length > longestEmail ? 'admin@example.invalid' : email
}

const inputOf = (site: Site) => ({
  context: site.name,
  uuid: site.uuid,
  url: siteUrl(site),
  title: site.uri,
  admin_user: 'admin',
  admin_email: site.client_email ?? placeholder(site.uri),
  language: site.language,
  sample_content: site.profile === 'standard',
})

/** WordPress's own installation, without a browser; the result has the `login_link`, `admin_user` and maybe a `warning`. */
export const install = (site: Site, look: HostReader): readonly PhpStep[] => {
  checkProfile(site)
  checkTheme(site, look)
  return [
    {
      kind: 'php',
      host: thisMachine,
      stage: 'application',
      context: site.name,
      title: `install WordPress for ${site.uri}`,
      php: phpProgram(site.platform.web_server, look),
      script: 'wordpress/install.php',
      directory: site.root,
      environment: siteEnvironment(site),
      input: JSON.stringify(inputOf(site)),
      timeoutSeconds: 300,
      failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
    },
  ]
}
