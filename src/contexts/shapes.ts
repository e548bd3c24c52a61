import { domainToASCII } from 'node:url'
import type { Json, Property, Source } from './property.js'
import type { ContextTypeName } from './types.js'

/** The longest value of a text property; longer ones are refused, not cut. */
const longestText = 255

const complain = (message: string): never => {
  throw new Error(message)
}

/** Text without control characters, so that no value can start a line, a directive or a statement of its own. */
export const plainText = (given: Json): string => {
  if (typeof given === 'object' || given === null) return complain('not text')
  const text = String(given)
  // Most text is ASCII, and this expression takes V8 a millisecond to compile.
  if (!/^[ -~]*$/.test(text) && /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/u.test(text))
    return complain('has a control character')
  if (text.length > longestText) return complain(`longer than ${longestText} characters`)
  return text
}

/** A text, number or truth; a list or an object would else pass for the text of what is in it. */
const word = (given: Json): string =>
  typeof given === 'object' && given !== null ? complain('not a single value') : String(given)

const matching = (pattern: RegExp, otherwise: string) => (given: Json) => {
  const text = plainText(given)
  return pattern.test(text) ? text : complain(otherwise)
}

const hostLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const hostPattern = new RegExp(`^(?=.{1,253}$)${hostLabel}(?:\\.${hostLabel})*$`)
const subdirectoryPattern = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/

/** A host name as a web server compares it: lower case, ASCII (`bücher.example` is typed `xn--bcher-kva.example`). */
export const hostName = (given: Json): string => {
  const text = plainText(given)
  if (hostPattern.test(text)) return text
  const spelled = domainToASCII(text)
  return complain(
    hostPattern.test(spelled) ? `not a host name in lower-case ASCII; type ${spelled}` : 'not a host name',
  )
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

/** An absolute path without `.`, `..` or characters that mean something to a web server's configuration. */
export const absolutePath = (given: Json): string => {
  const text = plainText(given)
  if (!text.startsWith('/')) return complain('not an absolute path')
  if (!/^[A-Za-z0-9._~@+,=/ -]+$/.test(text))
    return complain('a path may have letters, digits, blanks and ._~@+,=/- only')
  if (text.split('/').some((part) => part === '.' || part === '..'))
    return complain('a path may not have . or .. in it')
  return text.length > 1 ? text.replace(/\/+/g, '/').replace(/\/$/, '') : text
}

/** Words of a command, separated by blanks; never given to a shell. */
export const commandLine = (given: Json): string => {
  const text = plainText(given).trim()
  return /^[A-Za-z0-9._~@+,=/: -]+$/.test(text)
    ? text
    : complain('a command is words of letters, digits and ._~@+,=/:- only; no shell syntax')
}

const wholeNumber = (least: number, most: number) => (given: Json) => {
  const text = word(given)
  const number = Number(text)
  return /^-?\d{1,15}$/.test(text) && number >= least && number <= most
    ? number
    : complain(`not a whole number from ${least} to ${most}`)
}

const truth = (given: Json): boolean => {
  const said = word(given).toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(said)) return true
  if (['false', '0', 'no', 'off', ''].includes(said)) return false
  return complain('not true or false')
}

const contextName = (given: Json): string => {
  const text = plainText(given)
  return isContextName(text) ? text : complain('not a context name: one @, then letters, digits and ._- only')
}

export const isContextName = (text: string): boolean =>
  /^@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?$/.test(text) && !text.includes('..')

const items = (given: Json): readonly Json[] =>
  Array.isArray(given)
    ? given
    : word(given)
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)

type Rest<Value> = Omit<Property<Value>, 'parse' | 'values' | 'source'> & { readonly values?: string }

const kind =
  <Value>(values: string, parse: (given: Json) => Value) =>
  <const Details extends Rest<Value>>(details: Details) => ({
    source: 'given' as Source & 'given',
    values,
    parse,
    ...details,
  })

export const text = kind('text', plainText)
export const host = kind('host name', hostName)
export const path = kind('absolute path', absolutePath)
export const command = kind('command, without shell syntax', commandLine)
export const flag = kind('true or false', truth)
export const port = kind('whole number from 1 to 65535', wholeNumber(1, 65_535))
export const seconds = kind('seconds, from 1 to 86400', wholeNumber(1, 86_400))
export const size = kind(
  'size: a number and K, M or G',
  matching(/^[1-9]\d{0,5}[KMG]$/, 'not a size: a number and K, M or G, such as 64M'),
)
export const email = kind(
  'e-mail address',
  matching(/^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}$/, 'not an e-mail address'),
)
export const machineName = kind(
  'machine name',
  matching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'not a machine name: letters, digits and _.- only, 64 at most'),
)
export const url = kind(
  'http or https URL',
  matching(/^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/, 'not an http or https URL'),
)
export const language = kind(
  'language code',
  matching(/^[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*$/, 'not a language code, such as en or pt-br'),
)

export const choice = <const Word extends string>(words: readonly Word[]) =>
  kind(words.join(', '), (given) => {
    const said = word(given)
    return words.find((known) => known === said) ?? complain(`not one of ${words.join(', ')}`)
  })

const list = <Value>(values: string, parse: (given: Json) => Value) =>
  kind(`list of ${values}`, (given): readonly Value[] => eachItem(items(given), parse))

/** A complaint about one item of a list. */
export class AtItem extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message)
  }
}

/** Complaints about several items of a list. */
export class AtItems extends Error {
  constructor(readonly items: readonly AtItem[]) {
    super(items.map(({ at, message }) => `item ${at}: ${message}`).join('; '))
  }
}

/** Each item read; all that are wrong are complained of at once. */
export const eachItem = <Item, Value>(given: readonly Item[], parse: (item: Item) => Value): readonly Value[] => {
  const wrong: AtItem[] = []
  const values = given.flatMap((item, at) => {
    try {
      return [parse(item)]
    } catch (error) {
      wrong.push(new AtItem(at, (error as Error).message))
      return []
    }
  })
  if (wrong.length > 0) throw new AtItems(wrong)
  return values
}

export const aliases = list('host names, *.host or host/subdirectory', aliasName)
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'

/** IPv4, or the full or shortened form of IPv6. */
export const ipAddress = (given: Json): string => {
  const text = plainText(given)
  if (new RegExp(`^${octet}(?:\\.${octet}){3}$`).test(text)) return text
  return /^(?=.*:)[0-9A-Fa-f:]{2,39}$/.test(text) && URL.canParse(`http://[${text}]/`)
    ? text
    : complain('not an IP address')
}

export const addresses = list('IP addresses', ipAddress)

/** A property that names another context and reads as it. */
export const reference = <const Type extends ContextTypeName, const Details extends Rest<string>>(
  type: Type,
  details: Details,
) => ({
  source: 'given' as const,
  values: `name of a ${type}`,
  parse: contextName,
  reference: type,
  ...details,
})

/** Set by a task, never by the user. */
export const recorded = <const P extends Property>(
  property: P,
): Omit<P, 'source'> & { readonly source: 'recorded' } => ({ ...property, source: 'recorded' })

/** Computed each time that it is read; never stored. `from` is the context that it is computed of. */
export const derived = <Value, From = never>(
  description: string,
  derive: (from: From, look: import('../hosts/look.js').Look) => Value,
) => ({
  source: 'derived' as const,
  description,
  values: 'derived',
  parse: () => complain('derived from other properties; it cannot be set'),
  derive: derive as (from: never, look: import('../hosts/look.js').Look) => Value,
})
