import { ProvisionError } from '../errors.js'
import type { TaskPlanning } from './planning.js'

const mostNamed = 5

const inUse = (name: string, by: readonly string[]): ProvisionError =>
  new ProvisionError(
    'PROVISION_CONTEXT_IN_USE',
    `${name} is in use by ${by.slice(0, mostNamed).join(', ')}${by.length > mostNamed ? ` and ${by.length - mostNamed} more` : ''}`,
    { fix: `delete or move those first`, context: name },
  )

/** Refuses while something refers to the context, but for those that go with it; gives the latter. */
export const refuseInUse = (name: string, going: ReadonlySet<string>, planning: TaskPlanning): readonly string[] => {
  const by = [...new Set(planning.referrers(name).map(({ record }) => record.name))]
  const staying = by.filter((referrer) => !going.has(referrer))
  if (staying.length > 0) throw inUse(name, staying)
  return by
}
