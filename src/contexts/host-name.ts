import { domainToASCII } from 'node:url'
import { plainText } from './plain-text.js'
import type { Json } from './property.js'
import { complain } from './shape-error.js'

const hostLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const hostPattern = new RegExp(`^(?=.{1,253}$)${hostLabel}(?:\\.${hostLabel})*$`)
const subdirectoryPattern = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/

/** Names that `domainToASCII` may write in another way: punycode, and numbers that are read as an address. */
const ambiguous = /xn--|(?:^|\.)\d[^.]*$/

const isNormalHost = (text: string): boolean =>
  hostPattern.test(text) && (!ambiguous.test(text) || domainToASCII(text) === text)

/**
 * A host name in the form that web servers compare: lower case, ASCII (`bücher.example` is `xn--bcher-kva.example`),
 * without a port and a dot at its end. So one name has one form.
 */
export const hostName = (given: Json): string => {
  const text = plainText(given)
  if (isNormalHost(text)) return text
  const [, bare = ''] = /^(?:https?:\/\/)?(.*?)\.?(?::\d*)?\/?$/i.exec(text) ?? []
  const ascii = domainToASCII(bare)
  const form = bare === text ? 'in lower-case ASCII' : 'without http://, a port, and a slash or dot at its end'
  return complain(isNormalHost(ascii) ? `not a host name ${form}; type ${ascii}` : 'not a host name')
}

/** A host name, a wildcard `*.example.com`, or a subdirectory of a host, `example.com/shop`. */
export const aliasName = (given: Json): string => {
  const text = plainText(given)
  const [host = '', ...subdirectories] = text.split('/')
  if (subdirectories.length === 0 && host.startsWith('*.')) return `*.${hostName(host.slice(2))}`
  if (subdirectories.length > 1 || !subdirectories.every((part) => subdirectoryPattern.test(part)))
    return complain('not an alias: a host name, *.host or host/subdirectory')
  return [hostName(host), ...subdirectories].join('/')
}
