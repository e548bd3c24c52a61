import type { Json } from '../../contexts/property.js'
import { nearest } from '../../lib/nearest.js'
import type { DeclaredProperty } from '../../contexts/property.js'
import type { TypedProperties } from './argv.js'
import { readSecrets } from '../../contexts/secret-sources.js'
import { readProperties } from './input.js'
import { readRecordFiles } from './record-files.js'
import { usage } from './usage.js'

export interface GivenProperties {
  readonly properties: Readonly<Record<string, Json>>
  readonly warnings: readonly string[]
}

const inArgv = (name: string): string =>
  `the value of ${name} can be read in the process list: give --${name}=env:NAME, --${name}=file:/path or --properties-from`

/** `--prop=null` is null. */
const typedValue = (name: string, typed: string | undefined): Json => {
  if (typed === undefined)
    throw usage(`--${name} has no value`, `type --${name}=VALUE, or --${name}= for an empty value`)
  return typed === 'null' ? null : typed
}

const typedValues = (typed: TypedProperties): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, typedValue(name, text)]))

const secretNames = (declared: readonly DeclaredProperty[]): ReadonlySet<string> =>
  new Set(declared.flatMap(({ name, property }) => (property.secret ? [name] : [])))

/** The properties that the user gave. Those on the command line override those in a file. */
export const givenProperties = (
  typed: TypedProperties,
  file: string | undefined,
  declared: readonly DeclaredProperty[],
): GivenProperties => {
  const secrets = secretNames(declared)
  const isSecret = (name: string): boolean => secrets.has(name)
  const { properties, bare } = readSecrets(readRecordFiles(typedValues(typed), declared), isSecret)
  const inFile = file === undefined ? {} : readSecrets(readProperties(file), isSecret).properties
  return { properties: { ...inFile, ...properties }, warnings: bare.map(inArgv) }
}

/** Refuses a mistyped flag such as `--dry-rnu`. It would otherwise be reported as an unknown property. */
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
