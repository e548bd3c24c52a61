import { readOr } from '../hosts/snapshot-reader.js'
import { type Contexts, isContext } from '../contexts/contexts.js'
import type { Json, Property } from '../contexts/property.js'
import type { ContextRecord } from '../contexts/record.js'
import { fillSecrets, maskSecrets } from '../contexts/secret.js'
import type { Context } from '../contexts/context.js'
import { propertiesOf } from '../contexts/schema.js'
import { unknownStored } from '../contexts/unknown.js'
import type { ShownProperty } from '../provision/api.js'
import { valueAt } from './property-path.js'

const masked = '********'

/** A value as JSON, with references as names. */
const asJson = (value: unknown): Json => {
  if (isContext(value)) return value.name
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object' || value === null) return value as Json
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(entries.map(([key, part]) => [key, asJson(part)]))
}

const storedIn = ({ properties, recorded }: ContextRecord, name: string): boolean =>
  name in properties || name in recorded

const sourceOf = (record: ContextRecord, name: string, { source }: Property): ShownProperty['source'] => {
  if (source === 'derived') return 'derived'
  return storedIn(record, name) ? (source as 'given' | 'recorded') : 'default'
}

/** The value, or the reason why it has none: a single property must not stop the command. */
const read = (context: Context, name: string): unknown =>
  readOr<unknown>(
    () => (context as unknown as Record<string, unknown>)[name],
    (error) => `(${(error as Error).message})`,
  )

/** Stored values that this version does not know. */
const unknownProperties = (record: ContextRecord, { schema }: Contexts): readonly ShownProperty[] =>
  Object.entries(unknownStored(record, schema)).map(([name, value]) => ({ name, value, source: 'unknown' }))

/** The stored properties, or with `resolved` all that have a value. */
export const shownProperties = (
  context: Context,
  { resolved, isKept }: { readonly resolved: boolean; readonly isKept: (name: string, property: string) => boolean },
  contexts: Contexts,
): readonly ShownProperty[] => {
  const record = contexts.store.read(context.name)
  const known = Object.entries(propertiesOf(contexts.schema, context.type)).flatMap(([name, property]) => {
    const { secret, source } = property
    if (secret) return isKept(context.name, name) ? [{ name, value: masked, source }] : []
    if (!resolved && !storedIn(record, name)) return []
    const value = asJson(read(context, name) ?? null)
    return value === null ? [] : [{ name, value, source: sourceOf(record, name, property) }]
  })
  return [...known, ...unknownProperties(record, contexts)]
}

type ReadSecret = (context: string, property: string) => string | undefined

/** Masked if the secret is stored, null if not. */
const maskedText = (text: string, read: ReadSecret): string | null =>
  fillSecrets(text, read) === undefined ? null : maskSecrets(text)

/** The value at a path of a context. Null for no value. */
export const shownValue = (context: Context, path: string, contexts: Contexts, readSecret: ReadSecret): Json => {
  const unknown = unknownStored(contexts.store.read(context.name), contexts.schema)
  const value = Object.hasOwn(unknown, path) ? unknown[path] : asJson(valueAt(context, path, contexts.schema) ?? null)
  return typeof value === 'string' ? maskedText(value, readSecret) : (value ?? null)
}
