import { ProvisionError } from '../errors.js'
import type { TaskPlanning } from './planning.js'

const mostNamed = 5

const inUse = (name: string, by: readonly string[]): ProvisionError =>
  new ProvisionError(
    'PROVISION_CONTEXT_IN_USE',
    `${name} is in use by ${by.slice(0, mostNamed).join(', ')}${by.length > mostNamed ? ` and ${by.length - mostNamed} more` : ''}`,
    { fix: `delete or change those first`, context: name },
  )

/** Refuses if contexts refer to this one, except those that are deleted with it. Returns the latter. */
export const refuseInUse = (name: string, deleted: ReadonlySet<string>, planning: TaskPlanning): readonly string[] => {
  const by = [...new Set(planning.referrers(name).map(({ record }) => record.name))]
  const remaining = by.filter((referrer) => !deleted.has(referrer))
  if (remaining.length > 0) throw inUse(name, remaining)
  return by
}
