import type { Complaint } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import type { FindRecord, Rule } from './constraints.js'
import type { Json, Properties, Property } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { type Reference, referencesIn } from './references.js'
import { complaintsAt } from './shape-error.js'

/** What the user gave; null goes back to the default. */
export type GivenValues = { readonly [property: string]: Json }

/** What validation must know of the other contexts. */
export interface ValidationContext {
  readonly find: FindRecord
  readonly names: () => readonly string[]
}

const unknown = (name: string, property: string, properties: Properties): Complaint => {
  const meant = nearest(property, Object.keys(properties))
  return {
    path: `${name}/${property}`,
    message: 'there is no such property',
    fix: meant === undefined ? 'provision-save --help lists the properties' : `did you mean --${meant}?`,
  }
}

const notGiven = (name: string, property: string, { source }: Property): Complaint => ({
  path: `${name}/${property}`,
  message: source === 'recorded' ? 'is set by tasks only' : 'is derived from other properties',
})

/** First stage: each given value by itself; all that is wrong at once. */
export const readShapes = (
  name: string,
  given: GivenValues,
  properties: Properties,
): { values: GivenValues; complaints: readonly Complaint[] } => {
  const values: { [property: string]: Json } = {}
  const complaints: Complaint[] = []
  for (const [key, value] of Object.entries(given)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (property === undefined) complaints.push(unknown(name, key, properties))
    else if (property.source !== 'given') complaints.push(notGiven(name, key, property))
    else
      try {
        values[key] = value === null ? null : (property.parse(value) as Json)
      } catch (error) {
        complaints.push(...complaintsAt(`${name}/${key}`, error))
      }
  }
  return { values, complaints }
}

/** Second stage: what is given over what is stored; null takes away, a list loses what it has twice. */
export const normalize = (stored: Values, given: GivenValues): Values => {
  const values: { [property: string]: Json } = { ...stored }
  for (const [key, value] of Object.entries(given))
    if (value === null) delete values[key]
    else values[key] = Array.isArray(value) ? [...new Set(value)] : value
  return values
}

const required = ({ properties, context_type }: ContextRecord, known: Properties): readonly Complaint[] =>
  Object.entries(known)
    .filter(([key, property]) => property.required && !property.secret && properties[key] === undefined)
    .map(([key, { example, values }]) => ({
      path: key,
      message: `a ${context_type} must have it`,
      fix: `--${key}=${example ?? `<${values}>`}`,
    }))

const missingTarget = ({ name, type }: Reference, names: readonly string[]) => {
  const meant = nearest(name, names)
  const fix =
    meant === undefined ? `save it first: provision-save ${name} --context_type=${type} …` : `did you mean ${meant}?`
  return { message: `there is no context ${name}`, fix }
}

const wrongTarget = (reference: Reference, { find, names }: ValidationContext): readonly Complaint[] => {
  const { path, name, type } = reference
  const found = find(name)?.context_type
  if (found === type) return []
  if (found === undefined) return [{ path, ...missingTarget(reference, names()) }]
  const fix = `provision-list --type=${type} shows what fits`
  return [{ path, message: `${name} is a ${found}, not a ${type}`, fix }]
}

/** Third stage: the whole context, and what it has to do with others; all that is wrong, at paths from the context on. */
export const checkRules = (
  record: ContextRecord,
  { properties, rules }: { readonly properties: Properties; readonly rules: readonly Rule[] },
  others: ValidationContext,
): readonly Complaint[] =>
  [
    ...required(record, properties),
    ...referencesIn(record.properties, properties).flatMap((reference) => wrongTarget(reference, others)),
    ...rules.flatMap((rule) => rule(record, others.find)),
  ].map((complaint) => ({ ...complaint, path: `${record.name}/${complaint.path}` }))
