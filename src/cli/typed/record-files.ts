import type { Json } from '../../contexts/property.js'
import type { DeclaredProperty } from '../../contexts/property.js'
import { textAt } from '../../hosts/local/inputs.js'

type Given = Readonly<Record<string, Json>>

/** Reads a list of records from a file: `--daemons=@FILE` reads JSON from FILE, `@-` from standard input. */
export const readRecordFiles = (given: Given, declared: readonly DeclaredProperty[]): Given => {
  const recordNames = new Set(declared.filter(({ property }) => property.fields !== undefined).map(({ name }) => name))
  const isFile = (name: string, value: Json): value is string =>
    recordNames.has(name) && typeof value === 'string' && value.startsWith('@')
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, isFile(name, value) ? textAt(value.slice(1)) : value]),
  )
}
