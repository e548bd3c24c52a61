import type { Contexts } from '../contexts/contexts.js'
import type { ContextRecord } from '../contexts/record.js'
import { referencesOf } from '../contexts/references.js'
import { typeNames } from '../contexts/schema.js'
import { groupBy } from '../lib/group-by.js'

export interface Expansion {
  /** Also the platforms on the named servers. */
  readonly platforms?: boolean
  /** Also the sites on the platforms. */
  readonly sites?: boolean
  readonly all?: boolean
}

/** Nobody knows what a context refers to whose file is damaged: it comes last, and stops nothing else. */
const typeOf = (name: string, { store }: Contexts): string | undefined => {
  try {
    return store.find(name)?.context_type
  } catch {
    return undefined
  }
}

/** By type, in the order of the types' references: what is referred to comes before what refers to it. */
export const inReferenceOrder = (names: readonly string[], contexts: Contexts): readonly string[] => {
  const ranks = new Map(typeNames(contexts.schema).map((type, rank) => [type, rank]))
  const byRank = groupBy(names, (name) => ranks.get(typeOf(name, contexts) ?? '') ?? ranks.size)
  return [...byRank].sort(([left], [right]) => left - right).flatMap(([, group]) => group)
}

/** The contexts whose files are not damaged. */
export const readable = ({ store }: Contexts): readonly ContextRecord[] =>
  store.names().flatMap((name) => {
    try {
      return store.find(name) ?? []
    } catch {
      return []
    }
  })

/** The contexts that refer to the named ones, directly or through others. */
const referringTo = (names: readonly string[], contexts: Contexts): readonly ContextRecord[] => {
  const records = new Map(readable(contexts).map((record) => [record.name, record]))
  const reached = new Set(names)
  return inReferenceOrder([...records.keys()], contexts).flatMap((name) => {
    const record = records.get(name)
    if (record === undefined || !referencesOf(record, contexts.schema).some((to) => reached.has(to.name))) return []
    reached.add(name)
    return [record]
  })
}

const expandedTypes = ({ platforms, sites }: Expansion): readonly string[] => [
  ...(platforms ? ['platform'] : []),
  ...(sites ? ['site'] : []),
]

/** The named contexts and those that the expansion adds, each once, in the order of their references. */
export const expand = (names: readonly string[], expansion: Expansion, contexts: Contexts): readonly string[] => {
  if (expansion.all) return inReferenceOrder(contexts.store.names(), contexts)
  const types = expandedTypes(expansion)
  if (types.length === 0) return inReferenceOrder(names, contexts)
  const added = referringTo(names, contexts).filter(({ context_type }) => types.includes(context_type))
  return inReferenceOrder([...new Set([...names, ...added.map(({ name }) => name)])], contexts)
}
