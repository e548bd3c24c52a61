import type { Complaint } from '../errors.js'
import type { Rule } from './constraints.js'
import type { Json } from './property.js'
import { hostName } from './host-name.js'
import { plainText } from './plain-text.js'

/** What visitors type before the path. The host of a server's is `*`, which stands for the names of its sites. */
export interface PublicAddress {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
}

const defaultPorts = { http: 80, https: 443 } as const
const anyHost = '*'

/** `https://www.example.com`, or `https://www.example.com:8443` if the port is not the default of the scheme. */
export const publicAddressText = ({ scheme, host, port }: PublicAddress): string =>
  `${scheme}://${host}${port === defaultPorts[scheme] ? '' : `:${port}`}`

const pattern = /^(https?):\/\/([^/:@?#]+)(?::([1-9]\d{0,4}))?$/

const portOf = (text: string | undefined, scheme: PublicAddress['scheme']): number => {
  const port = text === undefined ? defaultPorts[scheme] : Number(text)
  if (port > 65_535) throw new Error(`${port} is no port: it ends at 65535`)
  return port
}

const parsedWith =
  (example: string) =>
  (given: Json): PublicAddress => {
    const [, scheme, host, port] = pattern.exec(plainText(given)) ?? []
    if ((scheme !== 'http' && scheme !== 'https') || host === undefined)
      throw new Error(`not an address for visitors: type ${example} or ${example}:8443, without user, path or slash`)
    return { scheme, host, port: portOf(port, scheme) }
  }

const parsedServerAddress = parsedWith('https://*')
const parsedSiteAddress = parsedWith('https://www.example.com')

/** The parts of a public address, of which only the form is checked. */
export const publicAddress = (text: string): PublicAddress => parsedSiteAddress(text)

export const serverAddress = (given: Json): string => {
  const address = parsedServerAddress(given)
  const wanted = publicAddressText({ ...address, host: anyHost })
  if (address.host !== anyHost)
    throw new Error(`a server has no host name for visitors, each of its sites has its own: type ${wanted}`)
  return wanted
}

export const siteAddress = (given: Json): string => {
  const address = parsedSiteAddress(given)
  return publicAddressText({ ...address, host: hostName(address.host) })
}

/** The URL of another address with the same scheme and port, `host` or `host/subdirectory`. No slash at the end. */
export const urlAt = (publicUrl: string, address: string): string => {
  const [host = '', ...subdirectory] = address.split('/')
  return [publicAddressText({ ...publicAddress(publicUrl), host }), ...subdirectory].join('/')
}

const complain = (message: string, fix: string): readonly Complaint[] => [{ path: 'public_url', message, fix }]

/** The public address of a site has a name of the site, one that shows it. */
export const publicHostIsOwn: Rule = ({ properties }) => {
  const { public_url, uri, aliases = [], redirection } = properties
  if (typeof public_url !== 'string' || typeof uri !== 'string') return []
  const { host } = publicAddress(public_url)
  const target = redirection === true ? uri : redirection
  if (typeof target === 'string' && host !== target)
    return complain(
      `${host} redirects to ${target}`,
      `--public_url=${urlAt(public_url, target)}, or --redirection=${host}`,
    )
  return host === uri || (aliases as readonly string[]).includes(host)
    ? []
    : complain(
        `${host} is neither the uri nor one of the aliases`,
        `add it to the aliases, or --public_url=${urlAt(public_url, uri)}`,
      )
}
