import { InvalidInput, ProvisionError, messageOf } from '../../errors.js'
import type { ChangeLine } from '../../engine/progress.js'
import type { TaskReport } from '../../provision/api.js'
import { fixOf } from '../text/fix.js'
import type { ContextAnswer, JsonError, TaskAnswer } from './task.js'

const reasonsOf = (error: unknown): readonly string[] =>
  error instanceof Error && error.cause !== undefined ? [messageOf(error.cause), ...reasonsOf(error.cause)] : []

const known = (error: ProvisionError) => {
  const [fix, { context }] = [fixOf(error), error]
  return { ...(fix === undefined ? {} : { fix }), ...(context === undefined ? {} : { context }) }
}

export const jsonError = (error: unknown): JsonError => {
  const reasons = reasonsOf(error)
  return {
    code: error instanceof ProvisionError ? error.code : 'PROVISION_BUG',
    message: messageOf(error),
    ...(error instanceof ProvisionError ? known(error) : {}),
    ...(error instanceof InvalidInput ? { complaints: error.complaints } : {}),
    ...(reasons.length === 0 ? {} : { reasons }),
  }
}

/** Removes the long texts before and after, unless `--diff` is given. */
export const jsonChange = ({ before, after, ...change }: ChangeLine, diff: boolean): ChangeLine => ({
  ...change,
  ...(!diff || before === undefined ? {} : { before }),
  ...(!diff || after === undefined ? {} : { after }),
})

const failureOf = ({ error, context, ok, undone, leftOver }: TaskReport) => ({
  ...(error === undefined ? {} : { error: { ...jsonError(error), context } }),
  ...(!ok && undone ? { undone } : {}),
  ...(leftOver.length === 0 ? {} : { leftOver }),
})

const contextAnswer = (report: TaskReport, diff: boolean): ContextAnswer => {
  const { context, ok, changed, result, changes, warnings } = report
  return {
    context,
    ok,
    changed,
    result,
    changes: changes.map((change) => jsonChange(change, diff)),
    warnings,
    ...failureOf(report),
  }
}

/** The deprecated fields: those of the only context, or of all contexts together. */
const formerFields = (contexts: readonly ContextAnswer[]) => {
  const [one] = contexts
  if (contexts.length === 1 && one !== undefined) return one
  return {
    result: {},
    changes: contexts.flatMap(({ changes }) => changes),
    warnings: contexts.flatMap(({ warnings }) => warnings),
  }
}

/** The answer of a task, with the same shape for one context and for many. */
export const jsonReports = (reports: readonly TaskReport[], diff = false): TaskAnswer => {
  const contexts = reports.map((report) => contextAnswer(report, diff))
  const error = contexts.find(({ ok }) => !ok)?.error
  return {
    ok: contexts.every(({ ok }) => ok),
    changed: contexts.some(({ changed }) => changed),
    contexts,
    ...(error === undefined ? {} : { error }),
    ...formerFields(contexts),
  }
}

/** An error that ended a command before any context was known. */
export const jsonFailure = (error: unknown): TaskAnswer => ({
  ok: false,
  changed: false,
  contexts: [],
  error: jsonError(error),
  ...formerFields([]),
})
