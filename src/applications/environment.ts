import { secretMark } from '../contexts/secret.js'
import type { Planning } from '../contexts/planning.js'
import type { AsUser } from '../steps/common/as-user.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import type { HostReader } from '../hosts/reader.js'

const databaseEnvironment = (site: Site): Record<string, string> => {
  const { name, db_type, db_name, db_user, db_host, db_host_port, db_host_socket } = site
  if (db_name === undefined || db_user === undefined) return {}
  return {
    db_type,
    db_name,
    db_user,
    db_passwd: secretMark(name, 'db_passwd'),
    db_host,
    db_port: String(db_host_port),
    ...(db_host_socket === undefined ? {} : { db_socket: db_host_socket }),
  }
}

const saltEnvironment = ({ name, platform }: Site): Record<string, string> =>
  platform.serving.hashSalt === true ? { hash_salt: secretMark(name, 'hash_salt') } : {}

/**
 * The environment that PHP gets from the web server, for command-line programs. `db_…` only if the site has a database.
 */
export const siteEnvironment = (site: Site): Record<string, string> => ({
  PROVISION_SITE: site.uri,
  PROVISION_SITE_PATH: site.site_path,
  ...databaseEnvironment(site),
  ...saltEnvironment(site),
})

/** Whom programs of a site run as, where it has a user of its own. */
export const siteUser = (site: Site, planning: Planning): { readonly as?: AsUser } => {
  const [server] = planning.servers(site, 'php')
  return site.php_user === undefined || server === undefined
    ? {}
    : { as: { user: site.php_user, helper: server.root_helper } }
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
  const [server] = planning.servers(site, 'php')
  return server === undefined ? {} : { helper: server.root_helper }
}
