import type { Rule } from './constraints.js'
import type { Json } from './property.js'
import type { ContextRecord } from './record.js'
import { aliasName, hostName, plainText } from './shapes.js'

/**
 * `sites/all` and `sites/default` belong to all sites of a platform. Names below `.invalid` are reserved for Provision
 * (RFC 6761).
 */
const refuseReserved = (name: string): string => {
  const [host = ''] = name.split('/')
  if (['all', 'default'].includes(host))
    throw new Error(`${host} cannot be the name of a site: sites/${host} belongs to all sites of a platform`)
  if (/(?:^|\.)invalid$/.test(host)) throw new Error('names under .invalid are never in DNS; Provision reserves them')
  return name
}

export const siteHost = (given: Json): string => refuseReserved(hostName(given))

export const siteAlias = (given: Json): string => refuseReserved(aliasName(given))

/** false, true (aliases redirect to the uri), or the host name (the uri or an alias) that all others redirect to. */
export const redirection = (given: Json): boolean | string => {
  const word = plainText(given).toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(word)) return true
  if (['false', '0', 'no', 'off', ''].includes(word)) return false
  return hostName(given)
}

export interface Redirecting {
  readonly uri: string
  readonly redirection: boolean | string
}

/** The host name that a site is at: the target of the redirection, else the uri. */
export const canonicalHost = ({ uri, redirection }: Redirecting): string =>
  typeof redirection === 'string' ? redirection : uri

const aliasesOf = ({ properties: { aliases = [] } }: ContextRecord): readonly string[] => aliases as readonly string[]

export const uriIsNoAlias: Rule = (record) =>
  aliasesOf(record).flatMap((alias, index) =>
    alias === record.properties['uri']
      ? [{ path: `aliases/${index}`, message: `${alias} is already the uri`, fix: 'remove it from the aliases' }]
      : [],
  )

export const redirectsToItself: Rule = (record) => {
  const { uri, redirection: target } = record.properties
  if (typeof target !== 'string' || target === uri || aliasesOf(record).includes(target)) return []
  return [
    {
      path: 'redirection',
      message: `${target} is neither the uri nor one of the aliases`,
      fix: `add it to the aliases, or use --redirection=true`,
    },
  ]
}
