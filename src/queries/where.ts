import { passOnNotReadYet } from '../hosts/snapshot-reader.js'
import type { Context } from '../contexts/context.js'
import type { Contexts } from '../contexts/contexts.js'
import type { Property } from '../contexts/property.js'
import { messageOf } from '../errors.js'
import { globMatcher, isPattern } from '../lib/globs.js'
import { type DeclaredPath, UnknownPart, declaredAt, refuse } from './declared-path.js'
import { valueAt } from './property-path.js'

/** `client_name=acme`: a context passes when one of its values at the path is the wanted one, or with `!=` none. */
export interface Condition {
  readonly path: string
  readonly isNegated: boolean
  readonly matches: (text: string) => boolean
  /** Types of contexts that have the path. */
  readonly types: ReadonlySet<string>
}

/** A value as text; a list as the texts of its items, and nothing as no text at all. */
const textsOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === undefined || value === null || value === '') return []
  return [typeof value === 'object' && 'name' in value ? String(value.name) : String(value)]
}

/** A path that cannot be read has no value. */
const textsAt = (context: Context, path: string, { schema }: Contexts): readonly string[] => {
  try {
    return textsOf(valueAt(context, path, schema))
  } catch (error) {
    passOnNotReadYet(error)
    return []
  }
}

export const passes = (context: Context, { path, isNegated, matches, types }: Condition, contexts: Contexts): boolean =>
  types.has(context.type) && isNegated !== matchesAny(textsAt(context, path, contexts), matches)

/** Nothing is the empty text. */
const matchesAny = (texts: readonly string[], matches: Condition['matches']): boolean =>
  texts.length === 0 ? matches('') : texts.some(matches)

/** As the property would keep it: `yes` is true. A value that it cannot have is a slip of the user's. */
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
  if (property?.secret) return refuse(`--where ${word}: it is a secret`, 'ask for something else')
  if (isPattern(given)) return nonEmpty(globMatcher(given))
  if (given === '' || property === undefined || property.source === 'derived') return (text) => text === given
  const wanted = normalized(word, given, property, contexts)
  return (text) => text === wanted
}

/** `*` stands for any value, and not for none. */
const nonEmpty =
  (matches: Condition['matches']): Condition['matches'] =>
  (text) =>
    text !== '' && matches(text)

/** Types that have the path; when none has it, the type is told that it comes farthest in. */
const typesWith = (path: string, types: readonly string[], { schema }: Contexts): ReadonlyMap<string, DeclaredPath> => {
  const parts = path.split('.')
  const found = types.map((type) => [type, declaredAt(type, parts, schema)] as const)
  const known = found.flatMap(([type, at]) => (at instanceof UnknownPart ? [] : [[type, at] as const]))
  return known.length > 0
    ? new Map(known)
    : refuseAll(
        found.map(([, at]) => at as UnknownPart),
        parts,
      )
}

const refuseAll = (unknown: readonly UnknownPart[], parts: readonly string[]): never => {
  const [farthest, ...others] = [...unknown].sort((left, right) => right.place.before.length - left.place.before.length)
  if (farthest === undefined) return refuse(`--where ${parts.join('.')}: there is no such type`, 'leave out --type')
  const isFirst = farthest.place.before.length === 0 && others.length > 0
  const whose = isFirst ? 'a context' : farthest.whose
  const known = isFirst ? unknown.flatMap((one) => one.known) : farthest.known
  return new UnknownPart(whose, farthest.place, [...new Set(known)]).refuse()
}

const grammar = /^([A-Za-z0-9_.]+)(!?=)(.*)$/s

/** The condition that a word asks for, `PATH=VALUE` or `PATH!=VALUE`. */
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
