import type { Intent } from '../engine/plan.js'
import { type Reading, verifyAs } from '../planning/verify-intent.js'

/** The site answers, or shows the disabled page, and its context says so. */
export const enableIntent = (name: string, enabled: boolean, reading: Reading): Intent => {
  const { contexts } = reading
  contexts.typed('site', name)
  const record = contexts.store.read(name)
  const { site_enabled: _, ...rest } = record.properties
  return verifyAs({ ...record, properties: enabled ? rest : { ...rest, site_enabled: false } }, reading)
}
