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

/** What PHP gets from the web server, for programs on the command line: `db_…` only when the site has a database. */
export const siteEnvironment = (site: Site): Record<string, string> => ({
  PROVISION_SITE: site.uri,
  PROVISION_SITE_PATH: site.site_path,
  ...databaseEnvironment(site),
  ...saltEnvironment(site),
})

/** PHP of the command line, in the version that php-fpm has when its socket tells and it is there. */
export const phpProgram = ({ php_fpm_socket = '' }: Server, look: HostReader): string => {
  const [version] = /php\d+\.\d+/.exec(php_fpm_socket) ?? []
  return (version !== undefined && look.facts.program(version)) || 'php'
}
