import type { Json } from '../../contexts/property.js'
import { textAt } from '../../hosts/local/inputs.js'
import { usage } from './usage.js'

/** Reads names from standard input, separated by spaces or newlines. The rest of a line after # is a comment. */
export const readNames = (): readonly string[] =>
  textAt('-')
    .replace(/(?<=^|\s)#.*$/gm, '')
    .split(/\s+/)
    .filter(Boolean)

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads properties from a JSON object. Omits the message of the parser, because it may quote a secret. */
export const readProperties = (file: string): Readonly<Record<string, Json>> => {
  const given = parseJson(textAt(file))
  if (isObject(given)) return given
  throw usage(`${file === '-' ? 'standard input' : file} is not a JSON object`, 'give {"property": "value", …}')
}
