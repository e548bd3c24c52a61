import { posix } from 'node:path'
import { credentialNames, credentialsOf } from '../contexts/credentials.js'
import type { Site } from '../contexts/types/site.js'
import { quoting } from '../lib/quoting.js'
import { writeFile } from '../steps/common/make.js'
import type { FileStep } from '../steps/file.js'
import { render } from '../templates/render.js'
import { siteUrl } from './address.js'
import { settingsFile } from './layout.js'
import type { Release } from './multisite-release.js'
import { type SiteOn, below } from './site-on.js'

const anyLabels = '(?:[^.]+\\.)+'

/** A host as a regular expression, with or without a port. Hosts have no characters that need more quoting. */
const hostPattern = (host: string): string => {
  const literal = host.replace(/^\*\./, '').replaceAll('.', '\\.')
  return `^${host.startsWith('*.') ? anyLabels : ''}${literal}(?::\\d+)?$`
}

/** The hosts that a site answers for. */
export const trustedHosts = ({ uri, aliases }: Pick<Site, 'uri' | 'aliases'>): readonly string[] =>
  [...new Set([uri, ...aliases.map((alias) => alias.split('/', 1)[0] ?? alias)])].map(hostPattern)

const credentialsView = ({ php_user }: Site) => ({
  own_user: php_user !== undefined,
  names: credentialNames.join("', '"),
})

const settingsView = ({ site, server }: SiteOn, { config }: Release) => ({
  context: site.name,
  uuid: site.uuid,
  credentials: render('multisite/credentials.php', credentialsView(site)).trimEnd(),
  includes: render('multisite/includes.php', {
    global: quoting.php(posix.join(server.include_path, 'global.inc')),
  }).trimEnd(),
  site: quoting.php(site.uri),
  config: Object.entries(config(site)).map(([use, folder]) => ({ use, folder: quoting.php(folder) })),
  trusted_hosts: trustedHosts(site).map(quoting.php),
})

export const siteSettings = (on: SiteOn, release: Release): FileStep =>
  settingsFile(on, 'settings.php', render(release.settings, settingsView(on, release)))

const onlyOwner = 0o400

/** What Drush up to 8 reads when the user that provisions runs it, who alone may read it. */
export const drushFile = (on: SiteOn): FileStep => {
  const { site, place, adopt } = on
  return writeFile(place, {
    title: `write the options of Drush for ${site.uri}`,
    path: below(on, 'drushrc.php'),
    text: render('multisite/drushrc.php', {
      context: site.name,
      uuid: site.uuid,
      site: quoting.php(site.uri),
      url: quoting.php(siteUrl(site)),
      credentials: credentialsOf(site).map(({ name, quoted }) => ({ name, value: quoted('php') })),
    }),
    mark: site.uuid,
    adopt,
    mode: onlyOwner,
  })
}
