import { hasWildcards, suffixWarnings } from '../contexts/site-addresses.js'
import { arePublicSuffixesLoaded, loadPublicSuffixes } from '../lib/public-suffixes.js'
import { nameWarnings } from './drafting/names-of-others.js'
import { missingServiceWarnings } from './missing-services.js'
import type { TaskPlanning } from './planning.js'
import { recordOf } from './select.js'
import { generalWarnings, serviceWarnings } from './service-steps.js'

/** Loads what the warnings about these contexts need: the public suffixes, if any of them has a wildcard. */
export const loadingWarnings = (
  names: readonly string[],
  { store }: TaskPlanning,
): { readonly load?: () => Promise<void> } => {
  const records = names.flatMap((name) => recordOf(name, store) ?? [])
  return records.some(hasWildcards) ? { load: loadPublicSuffixes } : {}
}

/** What is not as it should be of a context, and is no reason to leave it as it is. */
export const verifyWarnings = (name: string, planning: TaskPlanning): readonly string[] => {
  const { contexts, store, catalog, constraints, claims } = planning
  const record = store.read(name)
  const others = { constraints, claims, find: (other: string) => store.find(other) }
  const context = contexts.get(name)
  return [
    ...missingServiceWarnings(context, catalog),
    ...generalWarnings(context, planning),
    ...nameWarnings(record, others),
    ...serviceWarnings(context, planning),
    // A wildcard that another task has added meanwhile is told by the next verify.
    ...(arePublicSuffixesLoaded() ? suffixWarnings(record) : []),
  ]
}
