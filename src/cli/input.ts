import { readFileSync } from 'node:fs'
import type { Json } from '../contexts/property.js'
import { messageOf } from '../errors.js'
import { usage } from './usage.js'

const stdin = 0

/** The text of a file that the user named; `-` is standard input. */
const readInput = (file: string): string => {
  try {
    return readFileSync(file === '-' ? stdin : file, 'utf8')
  } catch (error) {
    throw usage(`${file} cannot be read: ${messageOf(error)}`, 'name a file that can be read, or - for standard input')
  }
}

/** Names on standard input, parted by blanks or lines. */
export const readNames = (): readonly string[] => readInput('-').split(/\s+/).filter(Boolean)

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
  const given = parseJson(readInput(file))
  if (isObject(given)) return given
  throw usage(`${file === '-' ? 'standard input' : file} is not a JSON object`, 'give {"property": "value", …}')
}

const fromEnvironment = (name: string): string => {
  const value = process.env[name]
  if (value !== undefined) return value
  throw usage(`the environment has no ${name}`, `export ${name}, or give the value by --properties-from`)
}

export type Origin = 'argv' | 'environment' | 'file'

/** A secret as it was typed: itself, `env:NAME` or `file:/path`. */
export const readSecret = (typed: string): { readonly value: string; readonly origin: Origin } => {
  if (typed.startsWith('env:')) return { value: fromEnvironment(typed.slice(4)), origin: 'environment' }
  if (typed.startsWith('file:')) return { value: readInput(typed.slice(5)).replace(/\r?\n$/, ''), origin: 'file' }
  return { value: typed, origin: 'argv' }
}
