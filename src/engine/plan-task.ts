import type { Engine } from './engine.js'
import { type Intent, type Plan, changedBy, failDependents, makePlans } from './plan.js'
import type { Failed, Task } from './task.js'

const isFailed = (wanted: Intent | Failed): wanted is Failed => 'error' in wanted

/** Contexts that are planned together: of most nothing is left to do, and so nothing is held in memory. */
const plannedTogether = 1000

async function* inParts<Item>(items: AsyncIterable<Item> | Iterable<Item>): AsyncIterable<readonly Item[]> {
  let part: Item[] = []
  for await (const item of items) {
    part.push(item)
    if (part.length < plannedTogether) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

/** One transaction at a time changes a context. */
const refuseShared = (plans: readonly Plan[]): void => {
  const changed = plans.flatMap(changedBy)
  if (new Set(changed).size === changed.length) return
  const twice = changed.find((context, index) => changed.indexOf(context) !== index)
  throw new Error(`two transactions of one task change ${twice}`)
}

/** Plans what a task wants of some contexts, in the order in which it says so. */
export const planAll = async (task: Task, contexts: readonly string[], engine: Engine): Promise<readonly Plan[]> => {
  const plans: Plan[] = []
  for await (const some of inParts(task.intents(contexts))) plans.push(...(await planSome(some, task, engine)))
  refuseShared(plans)
  return failDependents(plans)
}

/** Plans in the order of what is wanted; what failed to be read is a plan with an error. */
const planSome = async (
  wanted: readonly (Intent | Failed)[],
  { stages }: Task,
  { kinds, world }: Engine,
): Promise<readonly Plan[]> => {
  const made = (await makePlans(wanted.filter((one) => !isFailed(one)) as Intent[], { kinds, world, stages })).values()
  return wanted.map((one) => (isFailed(one) ? { ...one, steps: [] } : (made.next().value as Plan)))
}
