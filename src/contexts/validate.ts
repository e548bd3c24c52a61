import type { Complaint } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import { shellWord } from '../lib/shell-word.js'
import type { FindRecord, Rule } from './constraints.js'
import type { Json, Properties, Property } from './property.js'
import type { ContextRecord, Values } from './record.js'
import { type Reference, referencesIn } from './references.js'
import { ShapeError, readPart } from './shape-error.js'

/** Values from the user. Null resets a property to its default. */
export type GivenValues = { readonly [property: string]: Json }

/** What validation needs to know of other contexts. */
export interface ValidationContext {
  readonly find: FindRecord
  readonly names: () => readonly string[]
}

interface Known {
  readonly properties: Properties
  /** Stored values that this version does not know. They may be removed. */
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

/** What to type instead, unless the complaint says it. */
const withExample = (key: string, { example }: Property<unknown>, complaint: Complaint): Complaint =>
  complaint.fix !== undefined || example === undefined
    ? complaint
    : { ...complaint, fix: `for example: --${key}=${shellWord(example)}` }

const parsed = (key: string, value: Json, property: Property<unknown>): Json => {
  const part = readPart('', () => property.parse(value) as Json)
  if ('value' in part) return part.value
  throw new ShapeError(part.complaints.map((complaint) => withExample(key, property, complaint)))
}

const readShape = (key: string, value: Json, { properties, removable = {} }: Known): Json => {
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined
  if (property === undefined)
    return value === null && Object.hasOwn(removable, key) ? null : refuseUnknown(key, properties)
  if (property.source === 'recorded') return refuse('is set by tasks only')
  if (property.source === 'derived') return refuse('is derived from other properties')
  return value === null ? null : parsed(key, value, property)
}

/** First stage: checks each given value alone. Returns all complaints at once. */
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

/** Second stage: applies given values to stored ones. Null removes a value; duplicates in lists are dropped. */
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
      message: `is required for a ${context_type}`,
      fix: `--${key}=${example === undefined ? `<${values}>` : shellWord(example)}`,
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
  const fix = `provision-list --type=${type} lists possible contexts`
  return [{ path, message: `${name} is a ${found}, not a ${type}`, fix }]
}

/**
 * Third stage: checks the whole context and its relations to others. Returns all complaints, with paths that start at
 * the context.
 */
export const checkRules = (
  record: ContextRecord,
  { properties, rules }: { readonly properties: Properties; readonly rules: readonly Rule[] },
  others: ValidationContext,
  before?: ContextRecord,
): readonly Complaint[] =>
  [
    ...required(record, properties),
    ...referencesIn(record.properties, properties).flatMap((reference) => wrongTarget(reference, others)),
    ...rules.flatMap((rule) => rule(record, others.find, before)),
  ].map((complaint) => ({ ...complaint, path: `${record.name}/${complaint.path}` }))
