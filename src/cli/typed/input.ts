import type { Json } from '../../contexts/property.js'
import { textAt } from '../../hosts/local/inputs.js'
import { usage } from './usage.js'

/** Names on standard input, parted by blanks or lines. What follows a # on a line is a comment. */
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

/** Properties of a JSON object; the parser's own message is left out, for it quotes what may be a secret. */
export const readProperties = (file: string): Readonly<Record<string, Json>> => {
  const given = parseJson(textAt(file))
  if (isObject(given)) return given
  throw usage(`${file === '-' ? 'standard input' : file} is not a JSON object`, 'give {"property": "value", …}')
}
