import { InvalidInput, ProvisionError, messageOf } from '../errors.js'
import type { ChangeLine } from '../engine/progress.js'
import type { TaskReport } from '../provision/api.js'
import { fixOf } from './fix.js'

export interface JsonError {
  readonly code: string
  readonly message: string
  readonly fix?: string
  readonly context?: string
  readonly complaints?: readonly { readonly path: string; readonly message: string }[]
  readonly reasons?: readonly string[]
}

const reasons = (error: unknown): readonly string[] =>
  error instanceof Error && error.cause !== undefined ? [messageOf(error.cause), ...reasons(error.cause)] : []

const known = (error: ProvisionError) => {
  const [fix, { context }] = [fixOf(error), error]
  return { ...(fix === undefined ? {} : { fix }), ...(context === undefined ? {} : { context }) }
}

export const jsonError = (error: unknown): JsonError => {
  const told = reasons(error)
  return {
    code: error instanceof ProvisionError ? error.code : 'PROVISION_BUG',
    message: messageOf(error),
    ...(error instanceof ProvisionError ? known(error) : {}),
    ...(error instanceof InvalidInput ? { complaints: error.complaints } : {}),
    ...(told.length === 0 ? {} : { reasons: told }),
  }
}

/** Texts before and after are long, and for `--diff` alone. */
const jsonChange = ({ before, after, ...change }: ChangeLine, diff: boolean) =>
  diff ? { ...change, before, after } : change

const jsonReport = ({ error, changes, ...report }: TaskReport, diff: boolean) => ({
  ...report,
  changes: changes.map((change) => jsonChange(change, diff)),
  ...(error === undefined ? {} : { error: { ...jsonError(error), context: report.context } }),
})

/** Of several contexts, one object with all changes, and each context's own below `contexts`. */
export const jsonReports = (reports: readonly TaskReport[], diff = false) => {
  const contexts = reports.map((report) => jsonReport(report, diff))
  const [first] = contexts
  if (contexts.length === 1 && first !== undefined) return first
  const failure = contexts.find((report) => 'error' in report)
  return {
    ok: contexts.every(({ ok }) => ok),
    changed: contexts.some(({ changed }) => changed),
    changes: contexts.flatMap(({ changes }) => changes),
    result: {},
    warnings: contexts.flatMap(({ warnings }) => warnings),
    ...(failure === undefined ? {} : { error: failure.error }),
    contexts,
  }
}

export const jsonFailure = (error: unknown) => ({
  ok: false,
  changed: false,
  changes: [],
  result: {},
  warnings: [],
  error: jsonError(error),
})

export type JsonReport = ReturnType<typeof jsonReports> | ReturnType<typeof jsonFailure>
