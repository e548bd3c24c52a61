import { type Complaint, InvalidInput } from '../errors.js'
import type { Json, Properties } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { isStoredRecord } from './records.js'
import { type Schema, propertiesOf } from './schema.js'

const knownKeys = new Set(['format', 'name', 'context_type', 'uuid', 'properties', 'recorded'])

const currentFormat = 1

/**
 * The parts of a file that this version does not know. They come from a newer version, or from a missing service or
 * application.
 */
const unknownKeys = (record: ContextRecord): readonly string[] => {
  const { format = currentFormat } = record as { readonly format?: unknown }
  const keys = Object.keys(record).filter((key) => !knownKeys.has(key))
  return format === currentFormat ? keys : [...keys, 'format']
}

const unknownFields = (value: Json, fields: Properties): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap((record: Json, index) =>
        isStoredRecord(record) ? unknownValues(record, fields).map((path) => `${index}/${path}`) : [],
      )
    : []

/** The paths of values without a known property or field. */
const unknownValues = (values: Values, properties: Properties): readonly string[] => {
  const unknown: string[] = []
  for (const key of Object.keys(values)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (property === undefined) unknown.push(key)
    else if (property.fields !== undefined)
      unknown.push(...unknownFields(values[key] ?? null, property.fields).map((path) => `${key}/${path}`))
  }
  return unknown
}

const isKnownType = (schema: Schema, type: string): boolean => Object.hasOwn(schema, type)

/** The paths in a context that this version does not know: `context_type`, a property, a field of a record. */
export const unknownIn = (record: ContextRecord, schema: Schema): readonly string[] => {
  const { context_type, properties, recorded } = record
  if (!isKnownType(schema, context_type)) return ['context_type', ...unknownKeys(record)]
  const known = propertiesOf(schema, context_type)
  return unknownKeys(record).concat(unknownValues(properties, known), unknownValues(recorded, known))
}

/** The values that this version does not know: all values if it does not know the type. */
export const unknownStored = ({ context_type, properties, recorded }: ContextRecord, schema: Schema): Values => {
  const known = propertiesOf(schema, context_type)
  const stored = Object.entries({ ...properties, ...recorded })
  return Object.fromEntries(stored.filter(([key]) => !Object.hasOwn(known, key)))
}

const complaintOf = (record: ContextRecord, path: string, stored: Values): Complaint => {
  const { name, context_type } = record
  const what = path === 'context_type' ? `the type ${context_type}` : path.split('/').at(-1)
  return {
    path: `${name}/${path}`,
    message: `this version does not know ${what}`,
    fix: Object.hasOwn(stored, path)
      ? `upgrade Provision, or remove it: provision-save ${name} --${path}=null`
      : 'upgrade Provision',
  }
}

/** Refuses to change a context with parts that this version does not know. */
export const refuseUnknown = (record: ContextRecord, schema: Schema): void => {
  const unknown = unknownIn(record, schema)
  if (unknown.length === 0) return
  const removable = unknown.includes('context_type') ? {} : unknownStored(record, schema)
  throw new InvalidInput(unknown.map((path) => complaintOf(record, path, removable)))
}
