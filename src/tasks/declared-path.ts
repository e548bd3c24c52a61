import type { Schema } from '../contexts/contexts.js'
import type { Properties, Property } from '../contexts/property.js'
import { ProvisionError } from '../errors.js'
import { nearest } from '../lib/nearest.js'

/** What every context has besides its properties. */
export const identityNames: readonly string[] = ['name', 'type', 'uuid']

export const propertiesOf = (schema: Schema, type: string): Properties =>
  (schema as { readonly [type: string]: Properties })[type] ?? {}

/** A part of a path, and the parts before it. */
export interface Place {
  readonly before: readonly string[]
  readonly part: string
}

export const refuse = (message: string, fix: string): never => {
  throw new ProvisionError('PROVISION_USAGE', message, { fix })
}

/** The path with the part that was probably meant is the fix. */
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

/** The property that a path ends in; none for the name of a context, its type and uuid, and within a derived object. */
export interface DeclaredPath {
  readonly property?: Property
}

/** A part that no property of the type has to which the path has led. */
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

/** The parts that lead on from a property; those of a list may begin with the place of an item. */
const following = ({ list }: Property, rest: readonly string[]): readonly string[] =>
  list && /^\d+$/.test(rest[0] ?? '') ? rest.slice(1) : rest

const within = (
  property: Property,
  place: Place,
  rest: readonly string[],
  schema: Schema,
): DeclaredPath | UnknownPart => {
  const { before, part } = place
  const next = following(property, rest)
  if (next.length === 0) return { property }
  const walked = [...before, part, ...rest.slice(0, rest.length - next.length)]
  if (property.reference !== undefined) return declaredAt(property.reference, next, schema, walked)
  if (property.source === 'derived') return {}
  return new UnknownPart(`${walked.join('.')}, a single value,`, { before: walked, part: next[0] ?? '' }, [])
}

/** Follows a path by the declarations alone, from a type of contexts on. */
export const declaredAt = (
  type: string,
  [part = '', ...rest]: readonly string[],
  schema: Schema,
  before: readonly string[] = [],
): DeclaredPath | UnknownPart => {
  const properties = propertiesOf(schema, type)
  const property = Object.hasOwn(properties, part) ? properties[part] : undefined
  if (property !== undefined) return within(property, { before, part }, rest, schema)
  return identityNames.includes(part) && rest.length === 0
    ? {}
    : new UnknownPart(`a ${type}`, { before, part }, [...Object.keys(properties), ...identityNames])
}
