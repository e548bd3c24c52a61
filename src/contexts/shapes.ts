import type { Planning } from './planning.js'
import { hostName } from './host-name.js'
import { plainText } from './plain-text.js'
import type { Json, Property, Source } from './property.js'
import type { ContextTypeName } from './context.js'
import { type StoredRecord, parseRecords, recordsText } from './records.js'
import { nearest } from '../lib/nearest.js'
import { complain, eachItem } from './shape-error.js'

/** Commands are longer, because they contain several paths. */
const longestCommand = 1000

/** A single value as text. Lists and objects are refused, because String() would turn them into text. */
const singleValue = (given: Json): string =>
  typeof given === 'object' && given !== null ? complain('not a single value') : String(given)

const matching = (pattern: RegExp, message: string) => (given: Json) => {
  const text = plainText(given)
  return pattern.test(text) ? text : complain(message)
}

/** An absolute path without `.`, `..` or characters that are special in a web server's configuration. */
export const absolutePath = (given: Json): string => {
  const text = plainText(given)
  if (text.startsWith('~')) return complain('not an absolute path: the shell has left the ~', 'type $HOME instead of ~')
  if (!text.startsWith('/')) return complain('not an absolute path')
  if (!/^[A-Za-z0-9._~@+,=/ -]+$/.test(text))
    return complain('a path may contain only letters, digits, blanks and ._~@+,=/-')
  if (text.split('/').some((part) => part === '.' || part === '..')) return complain('a path may not contain . or ..')
  return text.length > 1 ? text.replace(/\/+/g, '/').replace(/\/$/, '') : text
}

const segment = '[A-Za-z0-9_-][A-Za-z0-9._-]*'
const scriptPattern = new RegExp(`^(?!sites/)(?:${segment}/)*(?:${segment}|\\*)\\.php$`)

/** A PHP script below a document root, or all those of a folder: `admin/*.php`. Never one in a site's folder. */
export const scriptPath = (given: Json): string => {
  const text = plainText(given)
  return scriptPattern.test(text)
    ? text
    : complain('not a script: a path below the root such as admin/tool.php, or admin/*.php; not in sites')
}

/** The words of a command, separated by blanks. A shell never sees them. */
export const commandLine = (given: Json): string => {
  const text = plainText(given, longestCommand).trim()
  return /^[A-Za-z0-9._~@+,=/: -]+$/.test(text)
    ? text
    : complain('a command may contain only letters, digits, blanks and ._~@+,=/:-; no shell syntax')
}

const wholeNumber = (least: number, most: number) => (given: Json) => {
  const text = singleValue(given)
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return number >= least && number <= most ? number : complain(`not a whole number from ${least} to ${most}`)
}

const trueOrFalse = (given: Json): boolean => {
  const lowered = singleValue(given).toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(lowered)) return true
  if (['false', '0', 'no', 'off', ''].includes(lowered)) return false
  return complain('not true or false')
}

const contextName = (given: Json): string => {
  const text = plainText(given)
  if (isContextName(text)) return text
  const fix = isContextName(`@${text}`) ? `did you mean @${text}?` : undefined
  return complain('not a context name: one @, then letters, digits and ._- only', fix)
}

export const isContextName = (text: string): boolean =>
  /^@[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9])?$/.test(text) && !text.includes('..')

const items = (given: Json): readonly Json[] =>
  Array.isArray(given)
    ? given
    : singleValue(given)
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)

type Rest<Value> = Omit<Property<Value>, 'parse' | 'values' | 'source'> & { readonly values?: string }

/** A kind of values: its name and its check. Returns a function that defines properties with such values. */
export const shape =
  <Value>(values: string, parse: (given: Json) => Value) =>
  <const Details extends Rest<Value>>(details: Details) => ({
    source: 'given' as Source & 'given',
    values,
    parse,
    ...details,
  })

export const text = shape('text', (given) => plainText(given))
export const host = shape('host name', hostName)
export const path = shape('absolute path', absolutePath)
export const command = shape('command, without shell syntax', commandLine)
export const flag = shape('true or false', trueOrFalse)
export const port = shape('whole number from 1 to 65535', wholeNumber(1, 65_535))
export const seconds = shape('seconds, from 1 to 86400', wholeNumber(1, 86_400))
export const numberTo = (most: number) => shape(`whole number from 1 to ${most}`, wholeNumber(1, most))
export const number = numberTo(1_000_000)
export const count = shape('whole number from 0 to 100000', wholeNumber(0, 100_000))
export const days = shape('days, from 0 to 3650', wholeNumber(0, 3650))
export const size = shape(
  'size: a number and K, M or G',
  matching(/^[1-9]\d{0,5}[KMG]$/, 'not a size: a number and K, M or G, such as 64M'),
)
export const email = shape(
  'e-mail address',
  matching(/^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}$/, 'not an e-mail address'),
)
export const machineName = shape(
  'machine name',
  matching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'not a machine name: letters, digits and _.- only, 64 at most'),
)
export const url = shape(
  'http or https URL',
  matching(/^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/, 'not an http or https URL'),
)
export const language = shape(
  'language code',
  matching(/^[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{2,8})*$/, 'not a language code, such as en or pt-br'),
)

export const choice = <const Word extends string>(words: readonly Word[]) =>
  shape(words.join(', '), (given) => {
    const chosen = singleValue(given)
    const meant = nearest(chosen, words)
    return (
      words.find((known) => known === chosen) ??
      complain(`not one of ${words.join(', ')}`, meant && `did you mean ${meant}?`)
    )
  })

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'

/** IPv4, or the full or shortened form of IPv6. */
export const ipAddress = (given: Json): string => {
  const text = plainText(given)
  if (new RegExp(`^${octet}(?:\\.${octet}){3}$`).test(text)) return text
  return /^(?=.*:)[0-9A-Fa-f:]{2,39}$/.test(text) && URL.canParse(`http://[${text}]/`)
    ? text
    : complain('not an IP address')
}

export const address = shape('IP address', ipAddress)

/** A property that names another context and reads as that context. */
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

type Shape<Value> = (details: { readonly description: string }) => {
  readonly values: string
  readonly parse: (given: Json) => Value
}

/** Several values of one shape: separated by commas, or an array in a file. */
export const list = <Value, const Details extends Rest<readonly Value[]>>(item: Shape<Value>, details: Details) => {
  const { values, parse } = item(details)
  return {
    source: 'given' as Source & 'given',
    values: `list (${values})`,
    parse: (given: Json): readonly Value[] => eachItem(items(given), parse),
    list: true as const,
    ...details,
  }
}

/** A property that names several contexts and reads as these contexts. */
export const references = <const Type extends ContextTypeName, const Details extends Rest<readonly string[]>>(
  type: Type,
  details: Details,
) => ({ ...list(shape(`name of a ${type}`, contextName), details), reference: type })

/** The fields of a record: given ones, without secrets. */
type Fields = { readonly [name: string]: Property & { readonly source: 'given'; readonly secret?: never } }

/** A list of records with the same fields: JSON on the command line, an array of objects in a file. */
export const records = <const Known extends Fields, const Details extends Rest<readonly StoredRecord[]>>(
  fields: Known,
  details: Details,
) => ({
  source: 'given' as Source & 'given',
  values: recordsText(fields),
  parse: (given: Json): readonly StoredRecord[] => parseRecords(given, fields),
  list: true as const,
  fields,
  ...details,
})

/** A property that a task sets, never the user. */
export const recorded = <const P extends Property>(
  property: P,
): Omit<P, 'source'> & { readonly source: 'recorded' } => ({ ...property, source: 'recorded' })

/** A property that is computed on each read and never stored. `from` is its context. */
export const derived = <Value, From = never>(
  description: string,
  derive: (from: From, planning: Planning) => Value,
) => ({
  source: 'derived' as const,
  description,
  values: 'derived',
  parse: () => complain('cannot be set, because it is derived from other properties'),
  derive: derive as (from: never, planning: Planning) => Value,
})
