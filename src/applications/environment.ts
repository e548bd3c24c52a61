import { secretMark } from '../contexts/secret.js'
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

/**
 * The command-line PHP. It has the version of php-fpm if the name of its socket shows it and that version is installed.
 */
export const phpProgram = ({ php_fpm_socket = '' }: Server, host: HostReader): string => {
  const [version] = /php\d+\.\d+/.exec(php_fpm_socket) ?? []
  return (version !== undefined && host.facts.program(version)) || 'php'
}
