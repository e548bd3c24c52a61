import type { Json } from '../../contexts/property.js'
import type { DeclaredProperty } from '../../contexts/property.js'
import { type Table, unique } from './table.js'

const isAccepted = (parse: (given: Json) => unknown, word: string): boolean => {
  try {
    return /^[\w.-]+$/.test(word) && String(parse(word)) === word
  } catch {
    return false
  }
}

/** The choices in the description of the values, if the property accepts each: `true or false`, `apache, nginx, null`. */
const choicesOf = ({ values, parse }: DeclaredProperty['property']): readonly string[] => {
  const words = values.split(/, | or /)
  return words.length > 1 && words.every((word) => isAccepted(parse, word)) ? words : []
}

const valuesOf = ({ property }: DeclaredProperty): readonly string[] => {
  if (property.reference !== undefined) return [`<${property.reference}>`]
  return property.values === 'absolute path' ? ['<file>'] : choicesOf(property)
}

/** Words to offer for the properties of each type. */
export const byType = (
  declared: readonly DeclaredProperty[],
  offered: (property: DeclaredProperty) => readonly string[],
): Table =>
  new Map(
    unique(declared.map(({ contextType }) => contextType)).map((type) => [
      type,
      unique(declared.filter(({ contextType }) => contextType === type).flatMap(offered)),
    ]),
  )

/** After a dot, a path continues in the referenced context. */
export const withDot = ({ name, property }: DeclaredProperty): readonly string[] =>
  property.reference === undefined ? [] : [`${name}.`]

/** The types of a service, from the property that selects one. */
export const typesOf = (service: string, declared: readonly DeclaredProperty[]): readonly string[] => {
  const selecting = declared.filter(({ name }) => name === `${service}_service_type`)
  return unique(selecting.flatMap(({ property }) => choicesOf(property)).filter((word) => word !== 'null'))
}

/** Services and their types. */
export const servicesOf = (declared: readonly DeclaredProperty[]): readonly string[] => {
  const services = declared.flatMap(({ name }) => /^(.+)_service_type$/.exec(name)?.slice(1) ?? [])
  return unique(services.flatMap((service) => [service, ...typesOf(service, declared)]))
}

/** The values of each property. If several types have the property, their values are merged. */
export const propertyValues = (declared: readonly DeclaredProperty[]): Table => {
  const values = new Map<string, readonly string[]>()
  for (const property of declared)
    values.set(property.name, unique([...(values.get(property.name) ?? []), ...valuesOf(property)]))
  return new Map([...values].filter(([, words]) => words.length > 0))
}
