import { groupBy } from '../lib/group-by.js'
import type { World } from '../steps/common/world.js'
import { type Kinds, type Plan, kindOf } from './plan.js'

/** Nobody is to wait for an application that is being installed. */
const isSoonDone = ({ steps }: Plan): boolean => !steps.some(({ step: { stage } }) => stage === 'application')

/** Acts while other processes know what is about to be done, so that they take it along. */
export const announced = async <Value>(
  plans: readonly Plan[],
  { kinds, world }: { readonly kinds: Kinds; readonly world: World },
  act: () => Promise<Value>,
): Promise<Value> => {
  const steps = plans.filter(isSoonDone).flatMap((plan) => plan.steps.map(({ step }) => step))
  const takeBack = [...groupBy(steps, ({ kind }) => kind)].map(([kind, some]) =>
    kindOf(kinds, kind).announce?.(some, world),
  )
  try {
    return await act()
  } finally {
    for (const one of takeBack) one?.()
  }
}
