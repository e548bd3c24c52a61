import { ProvisionError } from '../../errors.js'
import { isLoopback } from '../../lib/loopback.js'
import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'

/** How PHP on the web server of a site reaches its database. */
export interface SiteDatabaseAddress {
  /** `localhost` means the socket to PHP's mysqli, so it is given only together with one. */
  readonly host: string
  readonly port: number
  readonly socket?: string
}

/** The servers whose PHP runs the site. */
const webServersOf = (site: Site, planning: Planning): readonly Server[] => planning.servers(site, 'http')

const addressUnknown = (sought: Server, seenBy: Server): ProvisionError =>
  new ProvisionError(
    'PROVISION_GRANT_DB_USER_FAILED',
    `the address of ${sought.name} as ${seenBy.name} sees it is not known`,
    { fix: `provision-save ${sought.name} --ip_addresses=…`, context: sought.name },
  )

/** The host of a database server for PHP on another machine, to which `localhost` is itself. */
const remoteAddress = (server: Server, webServer: Server): string => {
  if (!isLoopback(server.remote_host)) return server.remote_host
  const [address] = server.ip_addresses
  if (address === undefined) throw addressUnknown(server, webServer)
  return address
}

export const databaseAddress = (site: Site, server: Server, planning: Planning): SiteDatabaseAddress => {
  const { db_port: port, db_socket: socket } = server
  const elsewhere = webServersOf(site, planning).find((webServer) => !planning.isSameHost(webServer, server))
  if (elsewhere !== undefined) return { host: remoteAddress(server, elsewhere), port }
  return socket === undefined ? { host: '127.0.0.1', port } : { host: 'localhost', port, socket }
}

const remoteHosts = (webServer: Server, server: Server): readonly string[] => {
  if (webServer.ip_addresses.length > 0) return webServer.ip_addresses
  if (isLoopback(webServer.remote_host)) throw addressUnknown(webServer, server)
  return [webServer.remote_host]
}

/**
 * On one machine, PHP that comes by the socket is `localhost` to the server. By TCP it is `localhost` too, unless the
 * server resolves no names (`skip_name_resolve`): then it is `127.0.0.1`, another account to the server.
 */
const localHosts = ({ db_socket }: Server): readonly string[] =>
  db_socket === undefined ? ['localhost', '127.0.0.1'] : ['localhost']

/**
 * The hosts that the account of a site may come from. One account where one is enough: making them is what costs, by
 * the number of those that there are.
 */
export const webServerHosts = (site: Site, server: Server, planning: Planning): readonly string[] => {
  if (server.db_grant_all_hosts) return ['%']
  const hosts = webServersOf(site, planning).flatMap((webServer) =>
    planning.isSameHost(webServer, server) ? localHosts(server) : remoteHosts(webServer, server),
  )
  return [...new Set(hosts)]
}
