import { type Plan, kindOf } from './plan.js'
import type { Kinds } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'

/** What the user has to confirm before a destructive task runs. */
export interface Consent {
  /** The context that the user names to confirm. */
  readonly context: string
  /** What the user confirms: `deleting @example.com and all that belongs to it`. */
  readonly to: string
}

/** Whether a step removes something, or does what undo does not restore. */
const destroys = (step: Step, kinds: Kinds): boolean => {
  const { removes, irreversible } = kindOf(kinds, step.kind)
  return (removes?.(step) ?? []).length > 0 || irreversible?.(step) !== undefined
}

/** What the task asks for, and what else its steps destroy. */
export const consentsFor = (plans: readonly Plan[], asked: readonly Consent[], kinds: Kinds): readonly Consent[] => {
  const known = new Set(asked.map(({ context }) => context))
  const destroying = plans.filter(
    ({ context, steps }) => !known.has(context) && steps.some(({ step }) => destroys(step, kinds)),
  )
  return [
    ...asked,
    ...destroying.map(({ context }) => ({ context, to: `removing what the plan removes of ${context}` })),
  ]
}
