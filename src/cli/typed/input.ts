import type { Json } from '../../contexts/property.js'
import { textAt } from '../../hosts/local/inputs.js'
import { jsonFault } from '../../lib/json-fault.js'
import { usage } from './usage.js'

/** Reads names from standard input, separated by spaces or newlines. The rest of a line after # is a comment. */
export const readNames = (): readonly string[] =>
  textAt('-')
    .replace(/(?<=^|\s)#.*$/gm, '')
    .split(/\s+/)
    .filter(Boolean)

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Omits the message of the parser, because it may quote a secret. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads properties from a JSON object. */
export const readProperties = (file: string): Readonly<Record<string, Json>> => {
  const text = textAt(file)
  const given = parseJson(text)
  const fault = given === undefined ? undefined : jsonFault(text)?.message
  if (isObject(given) && fault === undefined) return given
  const source = file === '-' ? 'standard input' : file
  throw usage(
    fault === undefined ? `${source} is not a JSON object` : `${source}: ${fault}`,
    'give {"property": "value", …}',
  )
}
