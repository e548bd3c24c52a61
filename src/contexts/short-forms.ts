import type { Json, Properties, Property } from './property.js'
import type { GivenValues } from './validate.js'

type Referring = readonly [key: string, short: NonNullable<Property['shortForm']>]

const referring = (properties: Properties): readonly Referring[] =>
  Object.entries(properties).flatMap(([key, { shortForm }]) => (shortForm === undefined ? [] : [[key, shortForm]]))

/** What is not valid stays as it is, and is refused as that. */
const isValid = (value: Json, { property }: Referring[1], properties: Properties): boolean => {
  try {
    properties[property]?.parse(value)
    return true
  } catch {
    return false
  }
}

const replaced = (given: GivenValues, [key, short]: Referring, properties: Properties): GivenValues => {
  const { [short.property]: value } = given
  if (key in given) return value === undefined ? { ...given, [short.property]: null } : given
  if (value === undefined || (value !== null && !isValid(value, short, properties))) return given
  return { ...given, [short.property]: null, [key]: value === null ? null : short.contextOf(String(value)) }
}

/** Given values with references instead of their short forms: `client=@client_acme` for `client_name=acme`. */
export const withoutShortForms = (given: GivenValues, properties: Properties): GivenValues =>
  referring(properties).reduce((values, short) => replaced(values, short, properties), given)

/** The contexts that given values refer to, of the types that are made where they are missing. */
export const madeIfMissing = (given: GivenValues, properties: Properties): readonly (readonly [string, string])[] =>
  referring(properties).flatMap(([key, short]) => {
    const { [short.property]: value } = given
    const type = properties[key]?.reference
    return type === undefined || typeof value !== 'string' || key in given || !isValid(value, short, properties)
      ? []
      : [[short.contextOf(value), type] as const]
  })
