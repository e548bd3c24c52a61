import { nameWarnings } from './drafting/names-of-others.js'
import { missingServiceWarnings } from './missing-services.js'
import type { TaskPlanning } from './planning.js'
import { poolWarnings } from './pool-warnings.js'

/** What is not as it should be of a context, and is no reason to leave it as it is. */
export const verifyWarnings = (name: string, planning: TaskPlanning): readonly string[] => {
  const { contexts, store, catalog, constraints, claims } = planning
  const others = { constraints, claims, find: (other: string) => store.find(other) }
  const context = contexts.get(name)
  return [
    ...missingServiceWarnings(context, catalog),
    ...poolWarnings(context, planning),
    ...nameWarnings(store.read(name), others),
  ]
}
