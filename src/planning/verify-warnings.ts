import { nameWarnings } from './drafting/names-of-others.js'
import { missingServiceWarnings } from './missing-services.js'
import type { TaskPlanning } from './planning.js'

/** What is not as it should be of a context, and is no reason to leave it as it is. */
export const verifyWarnings = (name: string, planning: TaskPlanning): readonly string[] => {
  const { contexts, store, catalog, constraints, claims } = planning
  const others = { constraints, claims, find: (other: string) => store.find(other) }
  return [...missingServiceWarnings(contexts.get(name), catalog), ...nameWarnings(store.read(name), others)]
}
