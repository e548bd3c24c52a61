import { groupBy } from '../lib/group-by.js'
import type { Engine } from './engine.js'
import { type Plan, kindOf } from './plan.js'

/** Nobody is to wait for programs, such as the installation of an application. */
const isSoonDone = ({ steps }: Plan, { kinds }: Engine): boolean =>
  !steps.some(({ step, change }) => change.action === 'run' && kindOf(kinds, step.kind).concurrency === 'jobs')

/** Acts while other tasks know what is about to be done, so that they take it along. */
export const announced = async <Value>(
  plans: readonly Plan[],
  engine: Engine,
  act: () => Promise<Value>,
): Promise<Value> => {
  const { kinds, world } = engine
  const steps = plans.filter((plan) => isSoonDone(plan, engine)).flatMap((plan) => plan.steps.map(({ step }) => step))
  const takeBack = [...groupBy(steps, ({ kind }) => kind)].map(([kind, some]) =>
    kindOf(kinds, kind).announce?.(some, world),
  )
  try {
    return await act()
  } finally {
    for (const end of takeBack) end?.()
  }
}
