import { readFileSync } from 'node:fs'
import type { Json } from '../contexts/property.js'
import { ProvisionError, messageOf } from '../errors.js'

const refuse = (message: string, fix: string): ProvisionError => new ProvisionError('PROVISION_USAGE', message, { fix })

const stdin = 0

/** The text of a file that the user named; `-` is standard input. */
export const textAt = (file: string): string => {
  try {
    return readFileSync(file === '-' ? stdin : file, 'utf8')
  } catch (error) {
    throw refuse(`${file} cannot be read: ${messageOf(error)}`, 'name a file that can be read, or - for standard input')
  }
}

const fromEnvironment = (name: string): string => {
  const value = process.env[name]
  if (value !== undefined) return value
  throw refuse(`the environment has no ${name}`, `export ${name}, or give the value by --properties-from`)
}

/** Undefined when the words are the secret itself. */
const fromSource = (given: string): string | undefined => {
  if (given.startsWith('env:')) return fromEnvironment(given.slice('env:'.length))
  return given.startsWith('file:') ? textAt(given.slice('file:'.length)).replace(/\r?\n$/, '') : undefined
}

export type GivenValues = { readonly [property: string]: Json }

export interface SecretsRead {
  readonly properties: GivenValues
  /** The secrets that were given as they are. */
  readonly bare: readonly string[]
}

/** What the user gave, wherever that was, with each secret read from where it is said to be: `env:NAME`, `file:/path`. */
export const readSecrets = (given: GivenValues, isSecret: (property: string) => boolean): SecretsRead => {
  const sources = Object.entries(given).flatMap(([name, value]) =>
    isSecret(name) && typeof value === 'string' ? [{ name, value: fromSource(value) }] : [],
  )
  const read = sources.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]))
  return {
    properties: { ...given, ...Object.fromEntries(read) },
    bare: sources.flatMap(({ name, value }) => (value === undefined ? [name] : [])),
  }
}
