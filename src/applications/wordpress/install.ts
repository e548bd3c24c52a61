import { posix } from 'node:path'
import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import { ProvisionError } from '../../errors.js'
import type { HostReader } from '../../hosts/reader.js'
import type { Step } from '../../steps/common/step.js'
import { installedTables } from '../installed-tables.js'
import type { PhpStep } from '../../steps/php.js'
import { siteUrl } from '../address.js'
import { adminEmail } from '../admin-email.js'
import { codePlace } from '../code-host.js'
import { phpProgram, siteEnvironment, siteUser } from '../environment.js'
import { requireReadable } from '../readable-script.js'

const scriptPath = 'wordpress/install.php'

/** `standard` has WordPress's sample post, page and comment; `minimal` has none. */
const profiles = ['standard', 'minimal']

const checkProfile = ({ name, profile }: Site): void => {
  if (profiles.includes(profile)) return
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}/profile: WordPress has no profile ${profile}`, {
    fix: `provision-save ${name} --profile=${profiles.join('|')}`,
    context: name,
  })
}

const checkTheme = ({ name, root }: Site, host: HostReader): void => {
  const themes = posix.join(root, 'wp-content/themes')
  if (host.list(themes).some((theme) => host.exists(posix.join(themes, theme, 'style.css')))) return
  throw new ProvisionError('PROVISION_DRUPAL_INSTALL_MISSING_REQUIREMENTS', `there is no theme in ${themes}`, {
    fix: 'install one; Debian has packages for themes, such as wordpress-theme-twentytwentythree',
    context: name,
  })
}

const inputOf = (site: Site) => ({
  context: site.name,
  uuid: site.uuid,
  url: siteUrl(site),
  title: site.uri,
  admin_user: 'admin',
  admin_email: adminEmail(site),
  language: site.language,
  sample_content: site.profile === 'standard',
})

/**
 * WordPress's own installation, without a browser. The result has `login_link`, `admin_user` and sometimes a `warning`.
 */
export const install = (site: Site, server: Server, planning: Planning): readonly Step[] => {
  const host = planning.host(server)
  checkProfile(site)
  checkTheme(site, host)
  requireReadable(site, scriptPath, host)
  const script: PhpStep = {
    kind: 'php',
    stage: 'application',
    ...codePlace(site, server, planning),
    title: `install WordPress for ${site.uri}`,
    php: phpProgram(site, server, host),
    script: scriptPath,
    directory: site.root,
    ...siteUser(site, planning),
    environment: siteEnvironment(site),
    input: JSON.stringify(inputOf(site)),
    timeoutSeconds: 300,
    failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
  }
  return [script, ...installedTables(site, planning, 'options')]
}
