import type { Kinds } from '../steps/common/kind.js'
import { type Plan, type PlannedStep, isChange } from './plan.js'
import type { ChangeLine } from './progress.js'

const irreversible = (kinds: Kinds, { step }: PlannedStep): string | undefined =>
  kinds.get(step.kind)?.irreversible?.(step)

const lineOf = (planned: PlannedStep, kinds: Kinds): ChangeLine => {
  const { step, change } = planned
  const { detail, before, after } = change
  const forGood = irreversible(kinds, planned)
  return {
    context: step.context,
    action: change.action as ChangeLine['action'],
    title: step.title,
    ...(detail === undefined ? {} : { detail }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(forGood === undefined ? {} : { irreversible: forGood }),
  }
}

/** The changes of a plan, as the user sees them. */
export const changeLines = ({ steps }: Plan, kinds: Kinds): readonly ChangeLine[] =>
  steps.filter(isChange).map((planned) => lineOf(planned, kinds))
