import type { ContextRecord } from '../contexts/record.js'
import { ProvisionError } from '../errors.js'
import { someOf } from '../lib/some-of.js'
import type { TaskPlanning } from './planning.js'

const mostNamed = 5

/** The refusal to delete what others refer to. */
export const inUse = (name: string, by: readonly string[]): ProvisionError =>
  new ProvisionError('PROVISION_CONTEXT_IN_USE', `${name} is in use by ${someOf(by, mostNamed)}`, {
    fix: `delete or change those first`,
    context: name,
  })

const anyContext = (): boolean => true

/**
 * Refuses if contexts refer to this one, except those that are deleted with it. Returns the latter. `counts` says which
 * contexts are in the way.
 */
export const refuseInUse = (
  name: string,
  deleted: ReadonlySet<string>,
  planning: TaskPlanning,
  counts: (record: ContextRecord) => boolean = anyContext,
): readonly string[] => {
  const records = planning.referrers(name).map(({ record }) => record)
  const by = [...new Set(records.filter(counts).map((record) => record.name))]
  const remaining = by.filter((referrer) => !deleted.has(referrer))
  if (remaining.length > 0) throw inUse(name, remaining)
  return by
}
