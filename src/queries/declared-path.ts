import type { Properties, Property } from '../contexts/property.js'
import { type Schema, propertiesOf } from '../contexts/schema.js'
import { ProvisionError } from '../errors.js'
import { nearest } from '../lib/nearest.js'

/** Every context has these besides its properties. */
export const identityNames: readonly string[] = ['name', 'type', 'uuid']

/** A part of a path, and the parts before it. */
export interface Place {
  readonly before: readonly string[]
  readonly part: string
}

export const refuse = (message: string, fix: string): never => {
  throw new ProvisionError('PROVISION_USAGE', message, { fix })
}

/** Refuses an unknown part. The fix is the path with a similar known part. */
export const refuseUnknown = (
  whose: string,
  { before, part }: Place,
  known: readonly string[],
  otherwise: string,
): never => {
  const meant = nearest(part, known)
  return refuse(
    `${whose} has no property ${part === '' ? 'without a name' : part}`,
    meant === undefined ? otherwise : `did you mean ${[...before, meant].join('.')}?`,
  )
}

/**
 * The property at the end of a path. Undefined for the name, type and uuid of a context, and inside a derived object.
 */
export interface DeclaredPath {
  readonly property?: Property
}

/** A part that is not a property of the type before it. */
export class UnknownPart {
  constructor(
    /** `a server` */
    readonly whose: string,
    readonly place: Place,
    readonly known: readonly string[],
  ) {}

  refuse(): never {
    return refuseUnknown(this.whose, this.place, this.known, 'provision-save --help lists the properties')
  }
}

/** The parts after a property. In a list they may begin with the index of an item. */
const following = ({ list, fields }: Property, rest: readonly string[]): readonly string[] =>
  (list || fields !== undefined) && /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest

/** The possible next parts of a path: the properties of a type, or the fields of a record. */
interface Scope {
  readonly whose: string
  readonly properties: Properties
  readonly before: readonly string[]
}

const typeScope = (type: string, schema: Schema, before: readonly string[] = []): Scope => ({
  whose: `a ${type}`,
  properties: propertiesOf(schema, type),
  before,
})

const valueScope = ({ fields }: Property, before: readonly string[], isItem: boolean): Scope => ({
  whose: fields === undefined ? `${before.join('.')}, a single value,` : before.join('.'),
  properties: isItem ? (fields ?? {}) : {},
  before,
})

const within = (property: Property, walked: readonly string[], rest: readonly string[], schema: Schema) => {
  const next = following(property, rest)
  if (next.length === 0) return { property }
  if (property.source === 'derived') return {}
  const before = [...walked, ...rest.slice(0, rest.length - next.length)]
  return property.reference === undefined
    ? follow(valueScope(property, before, next.length < rest.length), next, schema)
    : declaredAt(property.reference, next, schema, before)
}

const follow = (scope: Scope, [part = '', ...rest]: readonly string[], schema: Schema): DeclaredPath | UnknownPart => {
  const { whose, properties, before } = scope
  const property = Object.hasOwn(properties, part) ? properties[part] : undefined
  return property === undefined
    ? new UnknownPart(whose, { before, part }, Object.keys(properties))
    : within(property, [...before, part], rest, schema)
}

/** Follows a path by the declarations, starting at a type of contexts. */
export const declaredAt = (
  type: string,
  parts: readonly string[],
  schema: Schema,
  before: readonly string[] = [],
): DeclaredPath | UnknownPart =>
  parts.length === 1 && identityNames.includes(parts[0] ?? '')
    ? {}
    : follow(typeScope(type, schema, before), parts, schema)
