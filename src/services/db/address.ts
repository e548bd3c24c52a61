import { ProvisionError } from '../../errors.js'
import type { Platform } from '../../contexts/types/platform.js'
import type { Server } from '../../contexts/types/server.js'

/** What of a site says where its database and its web server are. */
export interface Placed {
  readonly platform: Platform
  readonly db_server: Server
}

/** How PHP on the web server of a site reaches its database. */
export interface SiteDatabaseAddress {
  /** `localhost` means the socket to PHP's mysqli, so it is given only together with one. */
  readonly host: string
  readonly port: number
  readonly socket?: string
}

const onOneMachine = ({ platform, db_server }: Placed): boolean =>
  platform.web_server.remote_host === db_server.remote_host

export const databaseAddress = (site: Placed): SiteDatabaseAddress => {
  const { db_port: port, db_socket: socket, remote_host } = site.db_server
  if (!onOneMachine(site)) return { host: remote_host, port }
  return socket === undefined ? { host: '127.0.0.1', port } : { host: 'localhost', port, socket }
}

const addressUnknown = (webServer: Server, dbServer: Server): ProvisionError =>
  new ProvisionError(
    'PROVISION_GRANT_DB_USER_FAILED',
    `the address of ${webServer.name} as ${dbServer.name} sees it is not known`,
    { fix: `provision-save ${webServer.name} --ip_addresses=…`, context: webServer.name },
  )

const remoteHosts = ({ platform: { web_server }, db_server }: Placed): readonly string[] => {
  if (web_server.ip_addresses.length > 0) return web_server.ip_addresses
  if (web_server.remote_host === 'localhost') throw addressUnknown(web_server, db_server)
  return [web_server.remote_host]
}

/**
 * The hosts that the account of a site may come from. On one machine, PHP that comes by the socket is `localhost` to the
 * server. By TCP it is `localhost` too, unless the server resolves no names (`skip_name_resolve`): then it is
 * `127.0.0.1`, another account to the server. One account where one is enough: making them is what costs, by the number
 * of those that there are.
 */
export const webServerHosts = (site: Placed): readonly string[] => {
  const { db_grant_all_hosts, db_socket } = site.db_server
  if (db_grant_all_hosts) return ['%']
  if (!onOneMachine(site)) return remoteHosts(site)
  return db_socket === undefined ? ['localhost', '127.0.0.1'] : ['localhost']
}
