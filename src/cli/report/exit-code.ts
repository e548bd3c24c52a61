import { type ErrorCode, errorCodes } from '../../lib/error-codes.js'
import type { TaskReport } from '../../provision/api.js'

const failed = 1
const notGood = 64
const notUndone = 3

export type Outcome = Pick<TaskReport, 'ok' | 'changed' | 'undone' | 'error'>

export interface ExitFlags {
  readonly check?: boolean
  readonly detailedExitcodes?: boolean
}

const isKnown = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorCodes, code)

/** The exit code of an error before there was a report. */
export const exitCodeOf = (error: unknown): number => {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return isKnown(code) ? errorCodes[code][0] : failed
}

const failureCode = (failures: readonly Outcome[]): number => {
  if (failures.some(({ undone }) => undone === false)) return notUndone
  const kinds = new Set(failures.map(({ error }) => exitCodeOf(error)))
  if (kinds.has(130)) return 130
  return kinds.size === 1 ? ([...kinds][0] ?? failed) : failed
}

/** For many contexts, as in Puppet: 4 some failed, 6 some changed and some failed. */
const mixedCode = (outcomes: readonly Outcome[]): number => (outcomes.some(({ changed }) => changed) ? 6 : 4)

/** The table of exit codes is in docs/reference/commands.md. */
export const exitCode = (outcomes: readonly Outcome[], { check, detailedExitcodes }: ExitFlags): number => {
  const failures = outcomes.filter(({ ok }) => !ok)
  const changed = outcomes.some((outcome) => outcome.changed)
  if (failures.length === 0) return changed && (check || detailedExitcodes) ? 2 : 0
  const code = failureCode(failures)
  const isMixed = outcomes.length > 1 && ![notUndone, 130].includes(code) && (changed || code !== notGood)
  return detailedExitcodes && isMixed ? mixedCode(outcomes) : code
}
