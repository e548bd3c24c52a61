import { fromEnvironment, textAt } from '../hosts/local/inputs.js'
import type { Json } from './property.js'

/** Reads a secret from its source. Undefined if the text is the secret itself. */
const fromSource = (given: string): string | undefined => {
  if (given.startsWith('env:')) return fromEnvironment(given.slice('env:'.length))
  return given.startsWith('file:') ? textAt(given.slice('file:'.length)).replace(/\r?\n$/, '') : undefined
}

export type GivenValues = { readonly [property: string]: Json }

export interface SecretsRead {
  readonly properties: GivenValues
  /** The secrets that were given directly. */
  readonly bare: readonly string[]
}

/** Replaces references to secrets (`env:NAME`, `file:/path`) with the secrets, whatever the source of the input. */
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
