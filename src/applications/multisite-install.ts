import { posix } from 'node:path'
import type { Planning } from '../contexts/planning.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { ProvisionError } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import type { Step } from '../steps/common/step.js'
import type { PhpStep } from '../steps/php.js'
import { siteUrl } from './address.js'
import { adminEmail } from './admin-email.js'
import { codePlace } from './code-host.js'
import { phpProgram, siteEnvironment, siteUser } from './environment.js'
import { installedTables } from './installed-tables.js'
import type { Found } from './multisite-release.js'
import { requireReadable } from './readable-script.js'

/** The installation profiles in the code base. */
const profilesIn = ({ root }: Site, { profiles }: Found, host: HostReader): readonly string[] =>
  profiles.flatMap((folder) =>
    host.list(posix.join(root, folder)).filter((name) => host.isDirectory(posix.join(root, folder, name))),
  )

const checkProfile = (site: Site, release: Found, host: HostReader): void => {
  const known = profilesIn(site, release, host).filter((name) => !/^(?:testing|tests$)/.test(name))
  if (known.includes(site.profile)) return
  throw new ProvisionError(
    'PROVISION_CONFIG_NOT_VALID',
    `${site.name}/profile: ${release.title} in ${site.root} has no profile ${site.profile}`,
    { fix: `provision-save ${site.name} --profile=${known.join('|')}`, context: site.name },
  )
}

/** Composer puts it beside the document root, or into it. */
const drushOf = ({ root }: Site, host: HostReader): string | undefined =>
  [root, posix.dirname(root)].map((folder) => posix.join(folder, 'vendor/drush/drush/drush.php')).find(host.exists)

const inputOf = (site: Site, { proof }: Found, host: HostReader) => {
  const drush = drushOf(site, host)
  return {
    context: site.name,
    uuid: site.uuid,
    site: site.uri,
    url: siteUrl(site),
    title: site.uri,
    admin_user: 'admin',
    admin_email: adminEmail(site),
    language: site.language,
    profile: site.profile,
    proof,
    ...(drush === undefined ? {} : { drush }),
  }
}

/**
 * The installation without a browser, by a script that runs as PHP of the site. The result has `login_link` and
 * `admin_user`.
 */
export const installSteps = (site: Site, server: Server, planning: Planning, release: Found): readonly Step[] => {
  const host = planning.host(server)
  checkProfile(site, release, host)
  for (const script of [release.script, 'multisite/installer.php']) requireReadable(site, script, host)
  const script: PhpStep = {
    kind: 'php',
    stage: 'application',
    ...codePlace(site, server, planning),
    title: `install ${release.title} for ${site.uri}`,
    php: phpProgram(site, server, host),
    script: release.script,
    directory: site.root,
    ...siteUser(site, planning),
    environment: siteEnvironment(site),
    input: JSON.stringify(inputOf(site, release, host)),
    timeoutSeconds: 600,
    failure: 'PROVISION_DRUPAL_INSTALL_FAILED',
  }
  return [script, ...installedTables(site, planning, release.proof.tableEnding)]
}
