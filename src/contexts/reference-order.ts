import { dependenciesFirst } from '../lib/dependencies-first.js'
import { groupBy } from '../lib/group-by.js'
import { type Schema, propertiesOf, referredTypes, typeNames } from './schema.js'

/** A context with the values that its position in the order needs. */
interface Placed {
  readonly name: string
  /** Undefined if its references are unknown. It comes last. */
  readonly type: string | undefined
  /** Called only if contexts may refer to others of their type. */
  readonly refersTo: () => readonly string[]
}

const mayReferToItsLike = (schema: Schema, type: string): boolean =>
  referredTypes(propertiesOf(schema, type)).includes(type)

const orderedAmongThemselves = <Context extends Placed>(group: readonly Context[]): readonly Context[] => {
  const byName = new Map(group.map((context) => [context.name, context]))
  return dependenciesFirst([...byName.keys()], (name) => byName.get(name)?.refersTo() ?? []).flatMap(
    (name) => byName.get(name) ?? [],
  )
}

/** Sorts contexts by type, so that referenced contexts come before the contexts that refer to them. */
export const sortedByReferences = <Context extends Placed>(
  contexts: readonly Context[],
  schema: Schema,
): readonly Context[] => {
  const types = typeNames(schema)
  const ranks = new Map(types.map((type, rank) => [type, rank]))
  const byRank = groupBy(contexts, ({ type = '' }) => ranks.get(type) ?? types.length)
  return [...byRank]
    .sort(([left], [right]) => left - right)
    .flatMap(([rank, group]) => (mayReferToItsLike(schema, types[rank] ?? '') ? orderedAmongThemselves(group) : group))
}
