import { credentialsOf } from '../contexts/credentials.js'
import type { Planning } from '../contexts/planning.js'
import type { AsUser } from '../steps/common/as-user.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { poolId, poolServer } from '../services/php/confinement.js'
import type { HostReader } from '../hosts/reader.js'

/**
 * The environment that PHP gets from the web server, for command-line programs. `db_…` only if the site has a database.
 */
export const siteEnvironment = (site: Site): Record<string, string> => ({
  PROVISION_SITE: site.uri,
  PROVISION_SITE_PATH: site.site_path,
  ...Object.fromEntries(credentialsOf(site).map(({ name, quoted }) => [name, quoted('plain')])),
})

/** Whom programs of a site run as, where it has a user of its own. */
export const siteUser = (site: Site, planning: Planning): { readonly as?: AsUser } => {
  const server = poolServer(site, planning)
  return site.php_user === undefined || server === undefined
    ? {}
    : { as: { user: site.php_user, helper: server.root_helper, pool: poolId(site) } }
}

/**
 * The command-line PHP. It has the version of php-fpm if the name of its socket shows it and that version is installed.
 */
export const phpProgram = (
  { php_user, php_version }: Site,
  { php_fpm_socket = '' }: Server,
  host: HostReader,
): string => {
  const [version] = php_user === undefined ? (/php\d+\.\d+/.exec(php_fpm_socket) ?? []) : [`php${php_version}`]
  return (version !== undefined && host.facts.program(version)) || 'php'
}

/** The root helper, by which folders are opened that PHP of a site has closed. */
export const siteHelper = (site: Site, planning: Planning): { readonly helper?: string } => {
  const server = poolServer(site, planning)
  return server === undefined ? {} : { helper: server.root_helper }
}
