import type { Planning } from '../../../contexts/planning.js'
import { type PublicAddress, publicAddress, publicAddressText } from '../../../contexts/public-address.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import { memoizePair } from '../../../lib/memoize.js'
import { vhostFile } from '../paths.js'
import { siteProperties } from '../properties.js'
import { type Owner, checked, checkedPath, ownerOf } from './checked.js'
import { type Credential, credentialsOf } from '../../../contexts/credentials.js'
import { type SiteNames, namesOf } from './names.js'
import { type WebPlatform, webPlatform } from './platform.js'
import { type WebServer, siteFragments, webServer } from './server.js'

/** The response for visitors: the site, a redirect, or a message. */
export type Response =
  | { readonly open: true }
  | { readonly open: false; readonly location: string }
  | { readonly open: false; readonly message: string; readonly retry: boolean }

export interface Limits {
  /** As configured: `64M`. */
  readonly upload: string
  readonly uploadBytes: number
  readonly memory: string
  readonly seconds: number
}

/** A site with the values that its vhost needs, checked once. */
export interface WebSite {
  readonly owner: Owner
  readonly names: SiteNames
  readonly path: string
  readonly platform: WebPlatform
  readonly limits: Limits
  readonly response: Response
  /** The address for visitors. */
  readonly public: PublicAddress
  /** The URL that the other names redirect to, without a slash at the end. Undefined if they show the site. */
  readonly targetUrl: string | undefined
  /** The socket of its own pool of PHP. Undefined in the shared pool of the server. */
  readonly socket: string | undefined
  /** The credentials for PHP. Empty if the site is closed, or has no secrets. */
  readonly credentials: readonly Credential[]
  /** The file of the vhost, without its ending. */
  readonly file: string
  readonly fragments: { readonly pre: string; readonly post: string }
}

const powers = { K: 1, M: 2, G: 3 } as const

const bytesOf = (size: string): number =>
  Number(size.slice(0, -1)) * 1024 ** powers[size.slice(-1) as keyof typeof powers]

const limitsOf = (site: Site): Limits => {
  const upload = checked(site, siteProperties, 'upload_limit')
  return {
    upload,
    uploadBytes: bytesOf(upload),
    memory: checked(site, siteProperties, 'php_memory_limit'),
    seconds: checked(site, siteProperties, 'php_time_limit'),
  }
}

const closedResponse = (url: string | undefined, uri: string, message: string, retry: boolean): Response =>
  url === undefined ? { open: false, message, retry } : { open: false, location: `${url}/${uri}` }

const responseOf = ({ site_enabled, site_maintenance }: Site, { uri }: SiteNames, server: WebServer): Response => {
  if (!site_enabled) return closedResponse(server.disabledUrl, uri, 'This site is disabled.', false)
  if (!site_maintenance) return { open: true }
  const message = 'This site is under maintenance. It will be back soon.'
  return closedResponse(server.maintenanceUrl, uri, message, true)
}

const urlOf = (host: string | undefined, address: PublicAddress): string | undefined =>
  host === undefined ? undefined : publicAddressText({ ...address, host })

export const webSite = memoizePair((site: Site, on: Server, planning: Planning): WebSite => {
  const [server, names] = [webServer(on, planning), namesOf(site)]
  const platform = webPlatform(site.platform, on)
  const response = responseOf(site, names, server)
  const address = publicAddress(checked(site, siteProperties, 'public_url'))
  return {
    owner: ownerOf(site),
    names,
    path: checkedPath(site, 'site_path'),
    platform,
    limits: limitsOf(site),
    response,
    public: address,
    targetUrl: urlOf(names.target, address),
    socket: site.php_socket,
    credentials: response.open && platform.php && site.php_socket === undefined ? credentialsOf(site) : [],
    file: vhostFile(server.paths, names.uri),
    fragments: siteFragments(server, names.uri),
  }
})
