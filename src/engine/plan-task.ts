import type { Engine } from './engine.js'
import { failDependents } from './dependents.js'
import { type Intent, type Plan, changedBy, makePlans } from './plan.js'
import type { Failed, Task } from './task.js'

const isFailed = (intent: Intent | Failed): intent is Failed => 'error' in intent

/** Contexts that are planned together. Most need no change, so nothing of them stays in memory. */
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

/** Only one transaction may change a context. */
const refuseShared = (plans: readonly Plan[]): void => {
  const changed = plans.flatMap(changedBy)
  if (new Set(changed).size === changed.length) return
  const twice = changed.find((context, index) => changed.indexOf(context) !== index)
  throw new Error(`two transactions of one task change ${twice}`)
}

/** Plans what a task intends for some contexts, in the task's order. */
export const planAll = async (task: Task, contexts: readonly string[], engine: Engine): Promise<readonly Plan[]> => {
  const plans: Plan[] = []
  for await (const part of inParts(task.intents(contexts))) plans.push(...(await planSome(part, task, engine)))
  refuseShared(plans)
  return failDependents(plans)
}

/** Plans intents in their order. A context that could not be read becomes a plan with an error. */
const planSome = async (
  intents: readonly (Intent | Failed)[],
  { stages }: Task,
  { kinds, world }: Engine,
): Promise<readonly Plan[]> => {
  const made = (
    await makePlans(intents.filter((intent) => !isFailed(intent)) as Intent[], { kinds, world, stages })
  ).values()
  return intents.map((intent) => (isFailed(intent) ? { ...intent, steps: [] } : (made.next().value as Plan)))
}
