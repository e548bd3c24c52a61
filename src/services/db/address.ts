import { ProvisionError } from '../../errors.js'
import { isLoopback } from '../../lib/loopback.js'
import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import { command } from '../../lib/shell-word.js'

/** The address of a site's database, for PHP on its web server. */
export interface SiteDatabaseAddress {
  /** PHP's mysqli reads `localhost` as the socket, so it is used only together with one. */
  readonly host: string
  readonly port: number
  readonly socket?: string
}

/** The servers whose PHP runs the site. */
const webServersOf = (site: Site, planning: Planning): readonly Server[] => planning.servers(site, 'http')

const addressUnknown = (target: Server, from: Server): ProvisionError =>
  new ProvisionError(
    'PROVISION_GRANT_DB_USER_FAILED',
    `the address of ${target.name} for connections from ${from.name} is unknown`,
    { fix: command`provision-save ${target.name} --ip_addresses=…`, context: target.name },
  )

/** The address of a database server for PHP on another machine, where `localhost` is that machine. */
const remoteAddress = (server: Server, webServer: Server): string => {
  if (!isLoopback(server.remote_host)) return server.remote_host
  const [address] = server.ip_addresses
  if (address === undefined) throw addressUnknown(server, webServer)
  return address
}

export const databaseAddress = (site: Site, server: Server, planning: Planning): SiteDatabaseAddress => {
  const { db_port: port, db_socket: socket } = server
  const remoteWebServer = webServersOf(site, planning).find((webServer) => !planning.isSameHost(webServer, server))
  if (remoteWebServer !== undefined) return { host: remoteAddress(server, remoteWebServer), port }
  return socket === undefined ? { host: '127.0.0.1', port } : { host: 'localhost', port, socket }
}

const remoteHosts = (webServer: Server, server: Server): readonly string[] => {
  if (webServer.ip_addresses.length > 0) return webServer.ip_addresses
  if (isLoopback(webServer.remote_host)) throw addressUnknown(webServer, server)
  return [webServer.remote_host]
}

/**
 * On the same machine, PHP connects as `localhost`, by socket and by TCP. If the server resolves no names
 * (`skip_name_resolve`), PHP connects by TCP as `127.0.0.1`, which is another account to the server.
 */
const localHosts = ({ db_socket }: Server): readonly string[] =>
  db_socket === undefined ? ['localhost', '127.0.0.1'] : ['localhost']

/**
 * The hosts that the account of a site may connect from. As few accounts as possible, because creating one takes longer
 * the more accounts a server has.
 */
export const webServerHosts = (site: Site, server: Server, planning: Planning): readonly string[] => {
  if (server.db_grant_all_hosts) return ['%']
  const hosts = webServersOf(site, planning).flatMap((webServer) =>
    planning.isSameHost(webServer, server) ? localHosts(server) : remoteHosts(webServer, server),
  )
  return [...new Set(hosts)]
}
