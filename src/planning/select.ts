import type { FindRecord } from '../contexts/constraints.js'
import type { Contexts } from '../contexts/contexts.js'
import { type ContextRecord, isDeleted } from '../contexts/record.js'
import { sortedByReferences } from '../contexts/reference-order.js'
import { referencesOf } from '../contexts/references.js'

/** Undefined for a context whose file is damaged: it blocks no other one. */
export const recordOf = (name: string, known: { readonly find: FindRecord }): ContextRecord | undefined => {
  try {
    return known.find(name)
  } catch {
    return undefined
  }
}

/** Sorts contexts so that references point backwards. Damaged ones come last, so that they block nothing else. */
export const inReferenceOrder = (names: readonly string[], contexts: Contexts): readonly string[] => {
  const placed = names.map((name) => {
    const record = recordOf(name, contexts.store)
    const refersTo = () => (record === undefined ? [] : referencesOf(record, contexts.schema).map((to) => to.name))
    return { name, type: record?.context_type, refersTo }
  })
  return sortedByReferences(placed, contexts.schema).map(({ name }) => name)
}

/** The contexts whose files are not damaged. */
export const readable = (contexts: Contexts): readonly ContextRecord[] =>
  contexts.store.names().flatMap((name) => recordOf(name, contexts.store) ?? [])

/** All contexts but those that were deleted and have only their context left, in the order of their references. */
export const allPresent = (contexts: Contexts): readonly string[] => {
  const isPresent = (name: string): boolean => {
    const record = recordOf(name, contexts.store)
    return record === undefined || !isDeleted(record)
  }
  return inReferenceOrder(contexts.store.names().filter(isPresent), contexts)
}

/** The contexts that refer to the named ones, directly or indirectly. */
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

/**
 * The named contexts, and those of the given types that refer to them and were not deleted, each once, in the order of
 * their references.
 */
export const withReferring = (
  names: readonly string[],
  types: readonly string[],
  contexts: Contexts,
): readonly string[] => {
  if (types.length === 0) return inReferenceOrder(names, contexts)
  const added = referringTo(names, contexts).filter(
    (record) => types.includes(record.context_type) && !isDeleted(record),
  )
  return inReferenceOrder([...new Set([...names, ...added.map(({ name }) => name)])], contexts)
}
