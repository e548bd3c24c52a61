import type { ContextRecord } from '../../contexts/record.js'
import { verifyAs } from '../../planning/verify-intent.js'
import type { TaskRun } from './task.js'

const withEnabled = ({ properties, ...record }: ContextRecord, enabled: boolean): ContextRecord => {
  const { site_enabled: _, ...others } = properties
  return { ...record, properties: enabled ? others : { ...others, site_enabled: false } }
}

/** Sites answer, or show the disabled page, and their contexts say so. */
export const enabling = (sites: readonly string[], enabled: boolean): TaskRun => ({
  contexts: sites,
  want: (planning) => ({
    intent: (name) => verifyAs(withEnabled(planning.store.read(name), enabled), planning),
  }),
})
