import type { ContextRecord } from '../../contexts/record.js'
import { verifyAs } from '../../planning/verify-intent.js'
import { loadingWarnings, verifyWarnings } from '../../planning/verify-warnings.js'
import type { TaskPlanning } from '../../planning/planning.js'
import type { TaskRun } from './task.js'

const withEnabled = ({ properties, ...record }: ContextRecord, enabled: boolean): ContextRecord => {
  const { site_enabled: _, ...rest } = properties
  return { ...record, properties: enabled ? rest : { ...rest, site_enabled: false } }
}

/** Enables or disables sites, and saves this in their contexts. */
export const enabling = (sites: readonly string[], enabled: boolean, now: TaskPlanning): TaskRun => ({
  contexts: sites,
  ...loadingWarnings(sites, now),
  want: (planning) => ({
    intent: (name) => verifyAs(withEnabled(planning.store.read(name), enabled), planning),
    warnings: (name) => verifyWarnings(name, planning),
  }),
})
