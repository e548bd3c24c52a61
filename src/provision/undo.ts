import { ProvisionError } from '../errors.js'
import { findUndo } from '../engine/find-undo.js'
import { type UndoPlan, planUndo, undoKept } from '../engine/undo-kept.js'
import { savingLock } from '../planning/drafting/saving.js'
import type { TaskPlanning } from '../planning/planning.js'
import type { TaskOptions, TaskReport } from './api.js'
import { executionOf, reportEnds } from './run.js'
import type { Session } from './session.js'
import { conflictsOf } from './undo-conflicts.js'

const taskName = 'provision-undo'

const refusal = (word: string, reasons: readonly string[]): ProvisionError =>
  new ProvisionError('PROVISION_UNDO_REFUSED', `${word} cannot be undone: ${reasons.join('; ')}`, {
    fix: 'restore these by hand first, or make the change with a new task',
  })

/** Refuses all plans if one of them cannot be undone. */
const refuse = (word: string, plans: readonly UndoPlan[], planning: TaskPlanning): void => {
  const reasons = [...plans.flatMap(({ refusals }) => refusals), ...conflictsOf(plans, planning)]
  if (reasons.length > 0) throw refusal(word, reasons)
}

const reportOf = (plan: UndoPlan): TaskReport => ({
  context: plan.context,
  ok: true,
  changed: true,
  changes: plan.changes,
  result: {},
  warnings: [],
  undone: true,
  leftOver: [],
})

const stuck = (report: TaskReport, leftOver: readonly string[]): TaskReport => ({
  ...report,
  ok: false,
  error: new ProvisionError('PROVISION_RECOVERY_FAILED', `${report.context} could not be undone`, {
    fix: 'remove the cause, then: provision-recover',
    context: report.context,
  }),
  undone: false,
  leftOver,
})

/** Undoes a task, by its id, or the last task of a context. */
export const undo = (word: string, session: Session, options: TaskOptions): Promise<readonly TaskReport[]> => {
  const { planOnly, waitSeconds } = executionOf(options)
  if (planOnly)
    return session.withEngine(taskName, options, async (engine) => {
      const plans = await planUndo(findUndo(session.home, word), engine)
      refuse(word, plans, session.planning)
      return plans.map(reportOf)
    })
  return session.withWritingEngine(taskName, options, async (engine) => {
    const { plans, leftOver } = await undoKept(word, engine, {
      ...(waitSeconds === undefined ? {} : { waitSeconds }),
      shared: [savingLock],
      check: (found) => refuse(word, found, session.startPass()),
    })
    const reports = plans.map((plan) => (leftOver.length === 0 ? reportOf(plan) : stuck(reportOf(plan), leftOver)))
    reportEnds(reports, options.progress)
    return reports
  })
}
