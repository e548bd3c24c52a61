import { memoize } from '../lib/memoize.js'
import type { ContextTypeName } from './context.js'
import type { Json, Properties, Property } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { isStoredRecord } from './records.js'
import { type Schema, propertiesOf } from './schema.js'

/** A reference from a property to another context. */
export interface Reference {
  /** The property, with the index in a list: `web_server`, `mirrors/2`, `daemons/0/needs/1`. */
  readonly path: string
  readonly name: string
  /** The required type. */
  readonly type: ContextTypeName
}

const isReferring = ({ reference, fields }: Property): boolean =>
  reference !== undefined || (fields !== undefined && referring(fields).length > 0)

/** The properties that are references, or lists of records with references. */
const referring = memoize((properties: Properties): readonly (readonly [string, Property])[] =>
  Object.entries(properties).filter(([, property]) => isReferring(property)),
)

/** A value, or its default. A computed default is not known before the property is read. */
export const givenOrDefault = (values: Values, key: string, { default: byDefault }: Property): Json | undefined =>
  values[key] ?? (typeof byDefault === 'function' ? undefined : (byDefault as Json | undefined))

const inItems = (
  value: Json | undefined,
  path: string,
  inItem: (item: Json, path: string) => readonly Reference[],
): readonly Reference[] =>
  Array.isArray(value) ? value.flatMap((item: Json, index) => inItem(item, `${path}/${index}`)) : []

const inRecord = (record: Json, fields: Properties, path: string): readonly Reference[] =>
  isStoredRecord(record)
    ? referencesIn(record, fields).map((reference) => ({ ...reference, path: `${path}/${reference.path}` }))
    : []

const inValue = (value: Json | undefined, path: string, property: Property): readonly Reference[] => {
  const { reference, fields } = property
  if (fields !== undefined) return inItems(value, path, (item, place) => inRecord(item, fields, place))
  if (reference === undefined) return []
  if (typeof value === 'string') return [{ path, name: value, type: reference }]
  return inItems(value, path, (item, place) => inValue(item, place, property))
}

/** All references in values, given or by default. */
export const referencesIn = (values: Values, properties: Properties): readonly Reference[] =>
  referring(properties).flatMap(([key, property]) => inValue(givenOrDefault(values, key, property), key, property))

/** All references of a context. */
export const referencesOf = ({ context_type, properties }: ContextRecord, schema: Schema): readonly Reference[] =>
  referencesIn(properties, propertiesOf(schema, context_type))
