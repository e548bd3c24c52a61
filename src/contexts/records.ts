import type { Complaint } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import type { Json, Properties, Property } from './property.js'
import { eachItem, readPart, valuesOf } from './shape-error.js'

/** One record of a list, as a context file stores it: the given fields. */
export type StoredRecord = { readonly [field: string]: Json }

export const isStoredRecord = (value: unknown): value is StoredRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const remark = ({ required, default: byDefault, defaultText }: Property): string => {
  if (required) return ', required'
  const text = defaultText ?? (['string', 'number', 'boolean'].includes(typeof byDefault) ? String(byDefault) : '')
  return text === '' ? '' : `, default: ${text}`
}

/** The name of the values in help and the reference. */
export const recordsText = (fields: Properties): string =>
  `list of objects in JSON, each with ${Object.entries(fields)
    .map(([name, field]) => `${name} (${field.values}${remark(field)})`)
    .join('; ')}`

const example = (fields: Properties): string => {
  const required = Object.entries(fields).filter(([, field]) => field.required)
  const shown = required.length > 0 ? required : Object.entries(fields).slice(0, 1)
  return JSON.stringify([Object.fromEntries(shown.map(([name, field]) => [name, field.example ?? '…']))])
}

const fromText = (text: string, fields: Properties): unknown => {
  if (text.trim() === '') return []
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`not JSON: give a list of objects, such as ${example(fields)}`)
  }
}

const listOf = (given: Json, fields: Properties): readonly Json[] => {
  const list = typeof given === 'string' ? fromText(given, fields) : given
  if (Array.isArray(list)) return list as readonly Json[]
  throw new Error(`not a list of objects, such as ${example(fields)}`)
}

const unknownFields = (record: StoredRecord, fields: Properties): readonly Complaint[] =>
  Object.keys(record)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((path) => {
      const meant = nearest(path, Object.keys(fields))
      const fix = meant === undefined ? `the fields are ${Object.keys(fields).join(', ')}` : `did you mean ${meant}?`
      return { path, message: 'there is no such field', fix }
    })

/** Null resets a field to its default, as for properties. */
const isGiven = (record: StoredRecord, name: string): boolean => record[name] !== undefined && record[name] !== null

const missingFields = (record: StoredRecord, fields: Properties): readonly Complaint[] =>
  Object.entries(fields)
    .filter(([name, field]) => field.required && !isGiven(record, name))
    .map(([path, field]) => ({
      path,
      message: 'is required',
      fix: `"${path}": ${JSON.stringify(field.example ?? `<${field.values}>`)}`,
    }))

const parseField = (name: string, field: Property, given: Json) =>
  readPart(name, (): readonly [string, Json] => [name, field.parse(given) as Json])

const parseRecord = (given: Json, fields: Properties): StoredRecord => {
  if (!isStoredRecord(given)) throw new Error('not an object')
  const complaints = [...unknownFields(given, fields), ...missingFields(given, fields)]
  const parts = Object.entries(fields)
    .filter(([name]) => isGiven(given, name))
    .map(([name, field]) => parseField(name, field, given[name] as Json))
  return Object.fromEntries(valuesOf([{ complaints }, ...parts]))
}

/** Parses input of the user: a list of objects, or its JSON as text. */
export const parseRecords = (given: Json, fields: Properties): readonly StoredRecord[] =>
  eachItem(listOf(given, fields), (item) => parseRecord(item, fields))
