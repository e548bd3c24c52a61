import { readOr } from '../hosts/snapshot-reader.js'
import type { Context } from '../contexts/context.js'
import type { Contexts } from '../contexts/contexts.js'
import type { Property } from '../contexts/property.js'
import { messageOf } from '../errors.js'
import { globMatcher, isPattern } from '../lib/globs.js'
import { type DeclaredPath, UnknownPart, declaredAt, refuse } from './declared-path.js'
import { valueAt } from './property-path.js'

/** `client_name=acme`: matches if one of the values at the path is equal; with `!=` if none is. */
export interface Condition {
  readonly path: string
  readonly isNegated: boolean
  readonly matches: (text: string) => boolean
  /** Types of contexts that have the path. */
  readonly types: ReadonlySet<string>
}

/** A value as texts: a list as the texts of its items, no value as an empty list. */
const textsOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === undefined || value === null || value === '') return []
  return [typeof value === 'object' && 'name' in value ? String(value.name) : String(value)]
}

/** A path that cannot be read has no value. */
const textsAt = (context: Context, path: string, { schema }: Contexts): readonly string[] =>
  readOr(
    () => textsOf(valueAt(context, path, schema)),
    () => [],
  )

export const passes = (context: Context, { path, isNegated, matches, types }: Condition, contexts: Contexts): boolean =>
  types.has(context.type) && isNegated !== matchesAny(textsAt(context, path, contexts), matches)

/** No value counts as empty text. */
const matchesAny = (texts: readonly string[], matches: Condition['matches']): boolean =>
  texts.length === 0 ? matches('') : texts.some(matches)

/** The value in the stored form of the property: `yes` is true. An impossible value is a mistake of the user. */
const normalized = (word: string, given: string, { parse, reference }: Property, contexts: Contexts): string => {
  if (reference !== undefined) return contexts.typed(reference, given).name
  try {
    return textsOf(parse(given))[0] ?? given
  } catch (error) {
    return refuse(`--where ${word}: ${messageOf(error)}`, 'give a value that the property can have, or a pattern')
  }
}

const matcherOf = (
  word: string,
  given: string,
  property: Property | undefined,
  contexts: Contexts,
): Condition['matches'] => {
  if (property?.secret) return refuse(`--where ${word}: it is a secret`, 'use another property')
  if (isPattern(given)) return nonEmpty(globMatcher(given))
  if (given === '' || property === undefined || property.source === 'derived') return (text) => text === given
  const wanted = normalized(word, given, property, contexts)
  return (text) => text === wanted
}

/** `*` matches any value, but not an empty one. */
const nonEmpty =
  (matches: Condition['matches']): Condition['matches'] =>
  (text) =>
    text !== '' && matches(text)

/** The types that have the path. If none has it, the error is about the type that follows it furthest. */
const typesWith = (path: string, types: readonly string[], { schema }: Contexts): ReadonlyMap<string, DeclaredPath> => {
  const parts = path.split('.')
  const found = types.map((type) => [type, declaredAt(type, parts, schema)] as const)
  const known = found.flatMap(([type, path]) => (path instanceof UnknownPart ? [] : [[type, path] as const]))
  return known.length > 0
    ? new Map(known)
    : refuseAll(
        found.map(([, path]) => path as UnknownPart),
        parts,
      )
}

const refuseAll = (unknown: readonly UnknownPart[], parts: readonly string[]): never => {
  const [farthest, ...others] = [...unknown].sort((left, right) => right.place.before.length - left.place.before.length)
  if (farthest === undefined) return refuse(`--where ${parts.join('.')}: there is no such type`, 'leave out --type')
  const isFirst = farthest.place.before.length === 0 && others.length > 0
  const whose = isFirst ? 'a context' : farthest.whose
  const known = isFirst ? unknown.flatMap((part) => part.known) : farthest.known
  return new UnknownPart(whose, farthest.place, [...new Set(known)]).refuse()
}

const grammar = /^([A-Za-z0-9_.]+)(!?=)(.*)$/s

/** Parses a condition, `PATH=VALUE` or `PATH!=VALUE`. */
export const conditionOf = (word: string, types: readonly string[], contexts: Contexts): Condition => {
  const [, path, sign = '', given = ''] = grammar.exec(word) ?? []
  if (path === undefined)
    return refuse(`--where ${word} is not a condition`, '--where PROPERTY=VALUE, or PROPERTY!=VALUE')
  const declared = typesWith(path, types, contexts)
  const [first] = declared.values()
  return {
    path,
    isNegated: sign === '!=',
    matches: matcherOf(word, given, first?.property, contexts),
    types: new Set(declared.keys()),
  }
}
