import { groupBy } from '../lib/group-by.js'
import type { Engine } from './engine.js'
import { type Plan, kindOf } from './plan.js'

/** Whether a plan ends within moments. Programs such as the installation of an application take longer. */
const isSoonDone = ({ steps }: Plan, { kinds }: Engine): boolean =>
  !steps.some(({ step, change }) => change.action === 'run' && kindOf(kinds, step.kind).concurrency === 'jobs')

/** Acts while other tasks can see what is about to change, so that they make these changes at the same time. */
export const announced = async <Value>(
  plans: readonly Plan[],
  engine: Engine,
  act: () => Promise<Value>,
): Promise<Value> => {
  const { kinds, world } = engine
  const steps = plans.filter((plan) => isSoonDone(plan, engine)).flatMap((plan) => plan.steps.map(({ step }) => step))
  const takeBack = [...groupBy(steps, ({ kind }) => kind)].map(([kind, steps]) =>
    kindOf(kinds, kind).announce?.(steps, world),
  )
  try {
    return await act()
  } finally {
    for (const end of takeBack) end?.()
  }
}
