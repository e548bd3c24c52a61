import type { Complaint } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import type { FindRecord, Rule } from './constraints.js'
import type { Json, Properties } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { type Reference, referencesIn } from './references.js'
import { ShapeError, readPart } from './shape-error.js'

/** What the user gave; null goes back to the default. */
export type GivenValues = { readonly [property: string]: Json }

/** What validation must know of the other contexts. */
export interface ValidationContext {
  readonly find: FindRecord
  readonly names: () => readonly string[]
}

interface Known {
  readonly properties: Properties
  /** What is stored and this version does not know: it may be removed. */
  readonly removable?: Values
}

const refuse = (message: string, fix?: string): never => {
  throw new ShapeError([{ path: '', message, ...(fix === undefined ? {} : { fix }) }])
}

const refuseUnknown = (key: string, properties: Properties): never => {
  const meant = nearest(key, Object.keys(properties))
  return refuse(
    'there is no such property',
    meant === undefined ? 'provision-save --help lists the properties' : `did you mean --${meant}?`,
  )
}

const readShape = (key: string, value: Json, { properties, removable = {} }: Known): Json => {
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined
  if (property === undefined)
    return value === null && Object.hasOwn(removable, key) ? null : refuseUnknown(key, properties)
  if (property.source === 'recorded') return refuse('is set by tasks only')
  if (property.source === 'derived') return refuse('is derived from other properties')
  return value === null ? null : (property.parse(value) as Json)
}

/** First stage: each given value by itself; all that is wrong at once. */
export const readShapes = (
  name: string,
  given: GivenValues,
  known: Known,
): { values: GivenValues; complaints: readonly Complaint[] } => {
  const parts = Object.entries(given).map(([key, value]) => ({
    key,
    part: readPart(`${name}/${key}`, () => readShape(key, value, known)),
  }))
  return {
    values: Object.fromEntries(parts.flatMap(({ key, part }) => ('value' in part ? [[key, part.value]] : []))),
    complaints: parts.flatMap(({ part }) => ('complaints' in part ? part.complaints : [])),
  }
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
