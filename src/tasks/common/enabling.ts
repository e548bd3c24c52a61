import type { ContextRecord } from '../../contexts/record.js'
import { verifyAs } from '../../planning/verify-intent.js'
import { verifyWarnings } from '../../planning/verify-warnings.js'
import type { TaskRun } from './task.js'

const withEnabled = ({ properties, ...record }: ContextRecord, enabled: boolean): ContextRecord => {
  const { site_enabled: _, ...rest } = properties
  return { ...record, properties: enabled ? rest : { ...rest, site_enabled: false } }
}

/** Enables or disables sites, and saves this in their contexts. */
export const enabling = (sites: readonly string[], enabled: boolean): TaskRun => ({
  contexts: sites,
  want: (planning) => ({
    intent: (name) => verifyAs(withEnabled(planning.store.read(name), enabled), planning),
    warnings: (name) => verifyWarnings(name, planning),
  }),
})
