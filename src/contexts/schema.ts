import { dependenciesFirst } from '../lib/dependencies-first.js'
import type { Properties } from './property.js'

/**
 * All properties of each type of contexts, including those of services and applications. Types are in the order of
 * their references: a type comes after those that it refers to.
 */
export type Schema = { readonly [type: string]: Properties }

/** Empty for a type that this version does not know. */
export const propertiesOf = (schema: Schema, type: string): Properties =>
  (Object.hasOwn(schema, type) ? schema[type] : undefined) ?? {}

export const typeNames = (schema: Schema): readonly string[] => Object.keys(schema)

/** The types that properties refer to, also in records. */
export const referredTypes = (properties: Properties): readonly string[] =>
  Object.values(properties).flatMap(({ reference, fields }) => [
    ...(reference === undefined ? [] : [reference]),
    ...(fields === undefined ? [] : referredTypes(fields)),
  ])

/** The schema with its types in the order of their references. */
export const inTypeOrder = (schema: Schema): Schema => {
  const refersTo = (type: string): readonly string[] =>
    referredTypes(propertiesOf(schema, type)).filter((other) => other !== type)
  const refuseCircle = (circle: readonly string[]): never => {
    throw new Error(`circular reference between types of contexts: ${circle.join(' → ')}`)
  }
  const names = dependenciesFirst(Object.keys(schema).sort(), refersTo, refuseCircle)
  return Object.fromEntries(names.map((name) => [name, propertiesOf(schema, name)]))
}
