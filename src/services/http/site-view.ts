import { contextType as platformType } from '../../contexts/types/platform.js'
import { secretMark } from '../../contexts/secret.js'
import type { Platform } from '../../contexts/types/platform.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { Quoting } from '../../lib/quoting.js'
import { quoting } from '../../lib/quoting.js'
import { checked, checkedIdentity } from './checked.js'
import { runsPhp } from './access.js'
import { serverProperties, siteProperties } from './properties.js'
import { siteNames } from './names.js'
import { memoize } from '../../lib/memoize.js'
import { serverPaths, vhostFile } from './paths.js'

/** What visitors get instead of a site that is disabled or under maintenance: another address, or a message. */
export interface Closed {
  readonly closed: boolean
  readonly location: string
  readonly message: string
  readonly retry: boolean
}

const closedWith = (url: string | undefined, { uri }: Site, message: string, retry: boolean): Closed =>
  url === undefined
    ? { closed: true, location: '', message, retry }
    : { closed: true, location: `${url}/${uri}`, message: '', retry: false }

const closedState = (site: Site): Closed => {
  const { web_disable_url, web_maintenance_url } = site.platform.web_server
  if (!site.site_enabled) return closedWith(web_disable_url, site, 'This site is disabled.', false)
  if (site.site_maintenance)
    return closedWith(web_maintenance_url, site, 'This site is under maintenance. It will be back soon.', true)
  return { closed: false, location: '', message: '', retry: false }
}

export const httpPort = memoize((server: Server): number => checked(server, serverProperties, 'http_port'))

/** The document root. */
export const checkedRoot = memoize((platform: Platform): string => checked(platform, platformType.properties, 'root'))

/** The URL, without a slash at the end, that the other names of a site lead to. */
const targetUrl = (target: string | undefined, server: Server): string => {
  const port = httpPort(server)
  return target === undefined ? '' : `http://${target}${port === 80 ? '' : `:${port}`}`
}

const powers = { K: 1, M: 2, G: 3 } as const

const bytesOf = (size: string): number =>
  Number(size.slice(0, -1)) * 1024 ** powers[size.slice(-1) as keyof typeof powers]

const limits = (site: Site) => {
  const upload = checked(site, siteProperties, 'upload_limit')
  return {
    upload,
    upload_bytes: bytesOf(upload),
    memory: checked(site, siteProperties, 'php_memory_limit'),
    time: checked(site, siteProperties, 'php_time_limit'),
  }
}

/** What the names of a site do; `quote` is for where the addresses go that they lead to. */
export const doing = (site: Site, quote: (value: string) => string) => {
  const { location, message, retry, closed } = closedState(site)
  const { target } = siteNames(site)
  return {
    open: !closed,
    redirect: closed ? '' : quote(targetUrl(target, site.platform.web_server)),
    location: quote(location),
    message,
    retry,
  }
}

const isSalted = ({ platform: { serving } }: Site): boolean => serving.hashSalt === true

/** Only a site that is open, and has a database or a salt, hands secrets to PHP. */
export const hasCredentials = (site: Site): boolean =>
  (site.db_name !== undefined || isSalted(site)) && runsPhp(site.platform.serving) && !closedState(site).closed

/** What a vhost says, the names apart; values are quoted for one web server. */
export const siteView = (site: Site, as: Quoting) => {
  const quote = quoting[as]
  const { web_server, serving } = site.platform
  return {
    ...limits(site),
    uuid: checkedIdentity(site).uuid,
    uri: quote(siteNames(site).uri),
    root: quote(checkedRoot(site.platform)),
    site_path: quote(site.site_path),
    app: quote(serverPaths(web_server).app),
    acme: quote(serverPaths(web_server).acme),
    php: runsPhp(serving),
    cred: hasCredentials(site) ? quote(`${vhostFile(site)}.cred`) : '',
  }
}

/** The environment variables by which PHP gets credentials, and the secret that it signs with. */
export const credentialNames = [
  'db_type',
  'db_name',
  'db_user',
  'db_passwd',
  'db_host',
  'db_port',
  'db_socket',
  'hash_salt',
] as const

type Credentials = { readonly [Name in (typeof credentialNames)[number]]?: string | undefined }

const databaseCredentials = (site: Site, as: Quoting): Credentials => {
  const quote = (value: string | undefined) => (value === undefined ? undefined : quoting[as](value))
  return {
    db_type: quote(site.db_type),
    db_name: quote(site.db_name),
    db_user: quote(site.db_user),
    // Quoted when it takes the place of the mark.
    db_passwd: secretMark(site.name, 'db_passwd', as),
    db_host: quote(site.db_host),
    db_port: quote(String(site.db_host_port)),
    db_socket: quote(site.db_host_socket),
  }
}

const allCredentials = (site: Site, as: Quoting): Credentials => ({
  ...(site.db_name === undefined ? {} : databaseCredentials(site, as)),
  ...(isSalted(site) ? { hash_salt: secretMark(site.name, 'hash_salt', as) } : {}),
})

interface Credential {
  readonly name: string
  readonly value: string
}

export const credentials = (site: Site, as: Quoting): readonly Credential[] =>
  Object.entries(allCredentials(site, as)).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
