import type { ProvisionError } from '../../errors.js'
import type { TaskReport } from '../../provision/api.js'

const codes: Readonly<Record<string, number>> = {
  PROVISION_USAGE: 64,
  PROVISION_CONFIG_NOT_VALID: 64,
  PROVISION_MISSING_CONTEXT: 64,
  PROVISION_NOTHING_TO_UNDO: 64,
  PROVISION_IS_ROOT: 64,
  PROVISION_ROOT: 64,
  PROVISION_LOCKED: 75,
  PROVISION_INTERRUPTED: 130,
}

const failed = 1
const notGood = 64
const notUndone = 3

export type Outcome = Pick<TaskReport, 'ok' | 'changed' | 'undone' | 'error'>

export interface ExitFlags {
  readonly check?: boolean
  readonly detailedExitcodes?: boolean
}

/** The exit code of an error before there was a report. */
export const exitCodeOf = (error: Pick<ProvisionError, 'code'> | undefined): number =>
  codes[error?.code ?? ''] ?? failed

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
