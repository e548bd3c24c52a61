import type { Json } from '../contexts/property.js'
import { nearest } from '../nearest.js'
import type { DeclaredProperty } from '../api.js'
import type { TypedProperties } from './argv.js'
import { readProperties, readSecret } from './input.js'
import { usage } from './usage.js'

export interface GivenProperties {
  readonly properties: Readonly<Record<string, Json>>
  readonly warnings: readonly string[]
}

const inArgv = (name: string): string =>
  `the value of ${name} can be read in the process list: give --${name}=env:NAME, --${name}=file:/path or --properties-from`

/** `--prop=null` is null; secrets come from where they were said to be. */
const typedValue = (name: string, typed: string | undefined, secrets: ReadonlySet<string>) => {
  if (typed === undefined) throw usage(`--${name} has no value`, `type --${name}=VALUE; --${name}= for the empty one`)
  if (typed === 'null') return { value: null }
  if (!secrets.has(name)) return { value: typed }
  const { value, origin } = readSecret(typed)
  return origin === 'argv' ? { value, warning: inArgv(name) } : { value }
}

const secretNames = (declared: readonly DeclaredProperty[]): ReadonlySet<string> =>
  new Set(declared.flatMap(({ name, property }) => (property.secret ? [name] : [])))

/** What the user gave: words of the command line, over the properties of a file. */
export const givenProperties = (
  typed: TypedProperties,
  file: string | undefined,
  declared: readonly DeclaredProperty[],
): GivenProperties => {
  const secrets = secretNames(declared)
  const read = Object.entries(typed).map(([name, text]) => ({ name, ...typedValue(name, text, secrets) }))
  return {
    properties: {
      ...(file === undefined ? {} : readProperties(file)),
      ...Object.fromEntries(read.map(({ name, value }) => [name, value])),
    },
    warnings: read.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
  }
}

/** A word that is no property but nearly a flag, such as `--dry-rnu`, would else be called an unknown property. */
export const refuseMistypedFlags = (
  typed: TypedProperties,
  flags: readonly string[],
  declared: readonly DeclaredProperty[],
): void => {
  const names = declared.map(({ name }) => name)
  for (const word of Object.keys(typed).filter((name) => !names.includes(name))) {
    const meant = nearest(word, [...flags, ...names])
    if (meant !== undefined && flags.includes(meant)) throw usage(`--${word} is not a flag`, `did you mean --${meant}?`)
  }
}
