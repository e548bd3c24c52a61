import { fromEnvironment, textAt } from '../hosts/local/inputs.js'
import type { Json } from './property.js'

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
