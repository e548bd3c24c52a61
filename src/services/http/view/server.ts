import type { Planning } from '../../../contexts/planning.js'
import { type PublicAddress, publicAddress } from '../../../contexts/public-address.js'
import type { Server } from '../../../contexts/types/server.js'
import type { HostReader } from '../../../hosts/reader.js'
import { memoize } from '../../../lib/memoize.js'
import { fragments } from '../fragments.js'
import { type ServerPaths, serverPaths } from '../paths.js'
import { type PhpEndpoint, phpEndpoint } from '../php-endpoint.js'
import { serverProperties } from '../properties.js'
import { type Owner, checked, ownerOf } from './checked.js'

/** A server with the values that its configuration needs, checked once. */
export interface WebServer {
  readonly owner: Owner
  readonly host: HostReader
  readonly paths: ServerPaths
  readonly port: number
  /** An IP address, or `*` for all. */
  readonly address: string
  /** Scheme and port for visitors. */
  readonly public: PublicAddress
  /** Addresses and networks whose X-Forwarded headers count. */
  readonly proxies: readonly string[]
  readonly php: PhpEndpoint | undefined
  readonly testCommand: string | undefined
  /** Pages of the front end that closed sites redirect to. */
  readonly disabledUrl: string | undefined
  readonly maintenanceUrl: string | undefined
  /** The names in the folders for the administrator's own directives, read once for all sites. */
  readonly ownDirectives: { readonly pre: ReadonlySet<string>; readonly post: ReadonlySet<string> }
}

const listed = ({ pre, post }: ServerPaths, host: HostReader): WebServer['ownDirectives'] => ({
  pre: new Set(host.list(pre)),
  post: new Set(host.list(post)),
})

export const webServer = memoize((server: Server, planning: Planning): WebServer => {
  const host = planning.host(server)
  const paths = serverPaths(server)
  return {
    owner: ownerOf(server),
    host,
    paths,
    port: checked(server, serverProperties, 'http_port'),
    address: checked(server, serverProperties, 'http_address'),
    public: publicAddress(checked(server, serverProperties, 'public_url')),
    proxies: checked(server, serverProperties, 'trusted_proxies'),
    php: phpEndpoint(server, host),
    testCommand: server.http_test_cmd,
    disabledUrl: server.web_disable_url,
    maintenanceUrl: server.web_maintenance_url,
    ownDirectives: listed(paths, host),
  }
})

/** The administrator's own directives before and after all sites. */
export const serverFragments = ({ paths, host }: WebServer) => ({
  pre: fragments(paths.pre, host),
  post: fragments(paths.post, host),
})

/** The directives for one site: `pre.d/URI` and `post.d/URI`. Few sites have any. */
export const siteFragments = ({ paths, host, ownDirectives }: WebServer, uri: string) => ({
  pre: ownDirectives.pre.has(uri) ? fragments(`${paths.pre}/${uri}`, host) : '',
  post: ownDirectives.post.has(uri) ? fragments(`${paths.post}/${uri}`, host) : '',
})
