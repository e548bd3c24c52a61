import { memoize } from '../lib/memoize.js'
import type { ContextTypeName } from './context.js'
import type { Json, Properties, Property } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { type Schema, propertiesOf } from './schema.js'

/** A context that another one names in a property. */
export interface Reference {
  /** The property; in a list with the place: `web_server`, `mirrors/2`. */
  readonly path: string
  readonly name: string
  /** The type that it must have. */
  readonly type: ContextTypeName
}

const referring = memoize((properties: Properties): readonly (readonly [string, Property])[] =>
  Object.entries(properties).filter(([, { reference }]) => reference !== undefined),
)

/** A value, or its default; one that is computed is not known before the property is read. */
export const givenOrDefault = (values: Values, key: string, { default: byDefault }: Property): Json | undefined =>
  values[key] ?? (typeof byDefault === 'function' ? undefined : (byDefault as Json | undefined))

const within = (value: Json | undefined, path: string, type: ContextTypeName): readonly Reference[] => {
  if (typeof value === 'string') return [{ path, name: value, type }]
  return Array.isArray(value) ? value.flatMap((item: Json, index) => within(item, `${path}/${index}`, type)) : []
}

/** All contexts that values refer to, given or by default. */
export const referencesIn = (values: Values, properties: Properties): readonly Reference[] =>
  referring(properties).flatMap(([key, property]) =>
    within(givenOrDefault(values, key, property), key, property.reference as ContextTypeName),
  )

/** All contexts that a context refers to. */
export const referencesOf = ({ context_type, properties }: ContextRecord, schema: Schema): readonly Reference[] =>
  referencesIn(properties, propertiesOf(schema, context_type))
