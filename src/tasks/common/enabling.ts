import { type ContextRecord, isDeleted } from '../../contexts/record.js'
import { ProvisionError } from '../../errors.js'
import { command } from '../../lib/shell-word.js'
import { verifyAs } from '../../planning/verify-intent.js'
import { loadingWarnings, verifyWarnings } from '../../planning/verify-warnings.js'
import type { TaskPlanning } from '../../planning/planning.js'
import type { TaskRun } from './task.js'

const withEnabled = ({ properties, ...record }: ContextRecord, enabled: boolean): ContextRecord => {
  const { site_enabled: _, ...rest } = properties
  return { ...record, properties: enabled ? rest : { ...rest, site_enabled: false } }
}

const refuseDeleted = (record: ContextRecord): ContextRecord => {
  const { name } = record
  if (!isDeleted(record)) return record
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name} was deleted: there is nothing on the web`, {
    fix: command`provision-install ${name} makes it anew`,
    context: name,
  })
}

/** Enables or disables sites, and saves this in their contexts. */
export const enabling = (sites: readonly string[], enabled: boolean, now: TaskPlanning): TaskRun => ({
  contexts: sites,
  ...loadingWarnings(sites, now),
  want: (planning) => ({
    intent: (name) => verifyAs(withEnabled(refuseDeleted(planning.store.read(name)), enabled), planning),
    warnings: (name) => verifyWarnings(name, planning),
  }),
})
