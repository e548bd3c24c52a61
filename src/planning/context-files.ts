import { posix } from 'node:path'
import type { Json } from '../contexts/property.js'
import { sortedByReferences } from '../contexts/reference-order.js'
import { referencesIn } from '../contexts/references.js'
import { madeIfMissing, withoutShortForms } from '../contexts/short-forms.js'
import { type Schema, propertiesOf, typeNames } from '../contexts/schema.js'
import { ProvisionError, messageOf } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import { groupBy } from '../lib/group-by.js'
import { nearest } from '../lib/nearest.js'
import { jsonFault, lineAt } from '../lib/json-fault.js'
import { withoutMark } from '../lib/byte-order-mark.js'
import type { ContextInput } from './drafting/draft.js'
import { readSecrets } from '../contexts/secret-sources.js'

const notReadable = (path: string, message: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: ${message}`, {
    fix: 'a context file is one JSON object with name, context_type and properties, or an array of them',
  })

/** The files at a path: the file itself, or all context files below a folder, without hidden ones. */
const filesAt = (path: string, reader: HostReader): readonly string[] => {
  if (!reader.isDirectory(path)) return [path]
  return reader
    .list(path)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) => {
      const below = `${path}/${name}`
      return reader.isDirectory(below) || name.endsWith('.json') ? filesAt(below, reader) : []
    })
}

/** Nothing in a folder would mean that all contexts are to go. It is more often a wrong folder, or a missing mount. */
const someFilesAt = (path: string, reader: HostReader): readonly string[] => {
  const files = filesAt(path, reader)
  if (files.length === 0) throw notReadable(path, 'there is no context file (*.json) in this folder')
  return files
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a context file has besides `properties`. A copy of one of the home has `format` and `recorded`, too. */
const keys: readonly string[] = ['name', 'context_type', 'uuid', 'properties', 'format', 'recorded']

const refuseUnknownKeys = (path: string, raw: object): void => {
  const unknown = Object.keys(raw).find((key) => !keys.includes(key))
  if (unknown === undefined) return
  const similar = nearest(unknown, keys)
  throw notReadable(
    path,
    `there is nothing named ${unknown}${similar === undefined ? '' : `; did you mean ${similar}?`}`,
  )
}

const inputOf = (path: string, raw: unknown, schema: Schema): ContextInput => {
  if (!isObject(raw) || typeof raw['name'] !== 'string') throw notReadable(path, 'it has no name')
  refuseUnknownKeys(path, raw)
  const { name, context_type, uuid, properties = {} } = raw
  const type = typeNames(schema).find((known) => known === context_type)
  if (type === undefined)
    throw notReadable(path, `context_type of ${name} must be one of ${typeNames(schema).join(', ')}`)
  if (!isObject(properties)) throw notReadable(path, `properties of ${name} must be an object`)
  const isSecret = (key: string): boolean => propertiesOf(schema, type)[key]?.secret === true
  const given = readSecrets(properties as { [property: string]: Json }, isSecret).properties
  return { name, contextType: type, given, ...(typeof uuid === 'string' ? { uuid } : {}) }
}

const textOf = (path: string, reader: HostReader): string => {
  const text = reader.text(path)
  if (text === undefined) throw notReadable(path, 'there is no such file, or it is not a regular one')
  return text
}

const read = (path: string, schema: Schema, reader: HostReader): readonly ContextInput[] => {
  try {
    const text = withoutMark(textOf(path, reader))
    const raw: unknown = JSON.parse(text)
    const fault = jsonFault(text)
    if (fault !== undefined) throw notReadable(`${path}:${lineAt(text, fault.offset)}`, fault.message)
    return [raw].flat().map((entry) => inputOf(path, entry, schema))
  } catch (error) {
    throw error instanceof ProvisionError ? error : notReadable(path, messageOf(error))
  }
}

interface Found {
  readonly path: string
  readonly input: ContextInput
}

const placed = (input: ContextInput, schema: Schema) => {
  const { name, contextType: type = '' } = input
  const given = withoutShortForms(input.given, propertiesOf(schema, type))
  return { name, type, refersTo: () => referencesIn(given, propertiesOf(schema, type)).map((to) => to.name), input }
}

/** Which of two files counts would depend on their names. */
const refuseTwice = (found: readonly Found[]): void => {
  for (const [name, [first, second]] of groupBy(found, ({ input }) => input.name))
    if (first !== undefined && second !== undefined)
      throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name} is in ${first.path} and in ${second.path}`, {
        fix: 'leave it in one of them',
      })
}

/** The contexts that short forms of references stand for, and that are in no file: clients that have nothing but a name. */
const impliedBy = (inputs: readonly ContextInput[], schema: Schema): readonly ContextInput[] => {
  const named = new Set(inputs.map(({ name }) => name))
  const implied = inputs.flatMap(({ given, contextType = '' }) =>
    madeIfMissing(given, propertiesOf(schema, contextType)),
  )
  return [...new Map(implied)].flatMap(([name, contextType]) =>
    named.has(name) ? [] : [{ name, contextType, given: {} }],
  )
}

/** Reads the contexts in files and folders, in the order of their references. */
export const readFleet = (paths: readonly string[], schema: Schema, reader: HostReader): readonly ContextInput[] => {
  const files = new Set(paths.map((path) => posix.resolve(path)).flatMap((path) => someFilesAt(path, reader)))
  const found: readonly Found[] = [...files].flatMap((path) =>
    read(path, schema, reader).map((input) => ({ path, input })),
  )
  refuseTwice(found)
  const inputs = found.map(({ input }) => input)
  return sortedByReferences(
    [...inputs, ...impliedBy(inputs, schema)].map((input) => placed(input, schema)),
    schema,
  ).map(({ input }) => input)
}
