import type { GarbageReport } from '../provision/api.js'
import { paintFor } from './colour.js'
import { type Outcome, exitCode } from './exit-code.js'
import { failureText } from './failure-text.js'
import { garbageText } from './garbage-text.js'
import { jsonError } from './json-report.js'
import { type ReportFlags, printAnswer, tell } from './report.js'

/** With `--check` it is what there is that counts, otherwise what was done. */
const outcomesOf = ({ findings, failures, leftOver }: GarbageReport, check: boolean): readonly Outcome[] => [
  { ok: true, undone: true, changed: findings.some(({ removed }) => check || removed) },
  ...failures.map((error) => ({ ok: false, undone: leftOver.length === 0, changed: false, error })),
]

const jsonOf = ({ findings, warnings, failures, leftOver }: GarbageReport) => ({
  ok: failures.length === 0,
  changed: findings.some(({ removed }) => removed),
  findings,
  warnings,
  undone: leftOver.length === 0,
  leftOver,
  ...(failures.length === 0 ? {} : { error: jsonError(failures[0]), errors: failures.map(jsonError) }),
})

const tellTrouble = ({ warnings, failures, leftOver }: GarbageReport): void => {
  const paint = paintFor(process.stderr)
  for (const warning of warnings) tell(`${paint.yellow('warning')}: ${warning}`)
  for (const failure of failures) tell(failureText(failure, paint))
  for (const left of leftOver) tell(`  ${paint.red('not undone')}: ${left}`)
}

/** Prints what was found and removed, and sets the exit code. */
export const printGarbage = async (report: GarbageReport, flags: ReportFlags): Promise<void> => {
  const { check = false, 'detailed-exitcodes': detailedExitcodes = false } = flags
  process.exitCode = exitCode(outcomesOf(report, check), { check, detailedExitcodes })
  printAnswer(jsonOf(report), garbageText(report, paintFor(process.stdout)), flags)
  if (!flags.json) tellTrouble(report)
}
