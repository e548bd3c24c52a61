import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../contexts/property.js'
import { sortedByReferences } from '../contexts/reference-order.js'
import { referencesIn } from '../contexts/references.js'
import { type Schema, propertiesOf, typeNames } from '../contexts/schema.js'
import { ProvisionError, messageOf } from '../errors.js'
import { readSecrets } from './secret-sources.js'
import type { ContextInput } from '../tasks/draft.js'

const notReadable = (path: string, message: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: ${message}`, {
    fix: 'a context file is one JSON object with name, context_type and properties, or an array of them',
  })

const filesIn = (path: string): readonly string[] => {
  try {
    if (!statSync(path).isDirectory()) return [path]
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json') && !name.split('/').some((part) => part.startsWith('.')))
      .sort()
      .map((name) => join(path, name))
  } catch (error) {
    throw notReadable(path, messageOf(error))
  }
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inputOf = (path: string, raw: unknown, schema: Schema): ContextInput => {
  if (!isObject(raw) || typeof raw['name'] !== 'string') throw notReadable(path, 'it has no name')
  const { name, context_type, uuid, properties = {} } = raw
  const type = typeNames(schema).find((known) => known === context_type)
  if (type === undefined)
    throw notReadable(path, `context_type of ${name} must be one of ${typeNames(schema).join(', ')}`)
  if (!isObject(properties)) throw notReadable(path, `properties of ${name} must be an object`)
  const isSecret = (key: string): boolean => propertiesOf(schema, type)[key]?.secret === true
  const given = readSecrets(properties as { [property: string]: Json }, isSecret).properties
  return { name, contextType: type, given, ...(typeof uuid === 'string' ? { uuid } : {}) }
}

const read = (path: string, schema: Schema): readonly ContextInput[] => {
  try {
    const raw: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return [raw].flat().map((entry) => inputOf(path, entry, schema))
  } catch (error) {
    throw error instanceof SyntaxError ? notReadable(path, error.message) : error
  }
}

const placed = (input: ContextInput, schema: Schema) => {
  const { name, contextType: type = '', given } = input
  return { name, type, refersTo: () => referencesIn(given, propertiesOf(schema, type)).map((to) => to.name), input }
}

/** The contexts in files and folders, in the order of their references. */
export const readFleet = (paths: readonly string[], schema: Schema): readonly ContextInput[] => {
  const inputs = paths.flatMap(filesIn).flatMap((path) => read(path, schema))
  return sortedByReferences(
    inputs.map((input) => placed(input, schema)),
    schema,
  ).map(({ input }) => input)
}
