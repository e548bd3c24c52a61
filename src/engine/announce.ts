import { groupBy } from '../group-by.js'
import type { World } from '../steps/world.js'
import { type Kinds, type Plan, kindOf } from './plan.js'

/** Nobody is to wait for an application that is being installed. */
const isSoonDone = ({ steps }: Plan): boolean => !steps.some(({ step: { stage } }) => stage === 'application')

/** Tells other processes what is about to be done, so that they take it along; returns what takes that back. */
export const announce = (plans: readonly Plan[], { kinds, world }: { kinds: Kinds; world: World }): (() => void) => {
  const steps = plans.filter(isSoonDone).flatMap((plan) => plan.steps.map(({ step }) => step))
  const announced = [...groupBy(steps, ({ kind }) => kind)].map(([kind, some]) =>
    kindOf(kinds, kind).announce?.(some, world),
  )
  return () => {
    for (const takeBack of announced) takeBack?.()
  }
}
