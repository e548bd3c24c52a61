import { type Plan, isChange } from './plan.js'
import type { ChangeLine } from './progress.js'

/** The changes of a plan, as the user sees them. */
export const changeLines = ({ steps }: Plan): readonly ChangeLine[] =>
  steps.filter(isChange).map(({ step: { context, title }, change: { action, detail, before, after } }) => ({
    context,
    action: action as ChangeLine['action'],
    title,
    ...(detail === undefined ? {} : { detail }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }))
