import { takenSuffix } from '../lib/public-suffixes.js'
import type { Complaint } from '../errors.js'
import type { Rule } from './constraints.js'
import type { Json } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { aliasName, hostName } from './host-name.js'
import { plainText } from './plain-text.js'

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

const namesOf = (record: ContextRecord): readonly { readonly name: Json | undefined; readonly path: string }[] => [
  { name: record.properties['uri'], path: 'uri' },
  ...aliasesOf(record).map((name, index) => ({ name, path: `aliases/${index}` })),
]

/** Whether given values may add names to a site. The public suffixes are loaded only then. */
export const mayAddNames = (given: Values, before: ContextRecord | undefined): boolean =>
  ['uri', 'aliases'].some(
    (key) => given[key] !== undefined && String(given[key]) !== String(before?.properties[key] ?? ''),
  )

const suffixComplaint = (name: string, path: string): readonly Complaint[] => {
  const suffix = takenSuffix(name)
  if (suffix === undefined) return []
  const message = `${name} is not one site's: anybody can register names under ${suffix}`
  return [{ path, message, fix: `use a registered name below it, such as example.${suffix}` }]
}

/** New names alone: what a site has had before, it keeps. */
export const isNoPublicSuffix: Rule = (record, _, before) => {
  const had = new Set(before === undefined ? [] : namesOf(before).map(({ name }) => name))
  return namesOf(record).flatMap(({ name, path }) =>
    typeof name !== 'string' || had.has(name) ? [] : suffixComplaint(name, path),
  )
}

const wildcardsOf = (record: ContextRecord): readonly string[] =>
  aliasesOf(record).filter((alias) => alias.startsWith('*.'))

/** Whether a context may have wildcards over public suffixes. They are loaded only then. */
export const hasWildcards = (record: ContextRecord): boolean => wildcardsOf(record).length > 0

/** The wildcards over public suffixes that a site has had since an older version, as words. */
export const suffixWarnings = (record: ContextRecord): readonly string[] =>
  wildcardsOf(record)
    .flatMap((name) => suffixComplaint(name, 'aliases'))
    .map(({ message, fix }) => `${message}; to put it right: ${fix}`)
