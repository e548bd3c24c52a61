import type { GarbageReport } from '../provision/api.js'
import { paintFor } from './colour.js'
import { type Outcome, exitCode } from './exit-code.js'
import { failureText } from './failure-text.js'
import { garbageText } from './garbage-text.js'
import { gcAnswer } from './json/gc.js'
import { type ReportFlags, printAnswer, tell } from './report.js'

/** With `--check` it is what there is that counts, otherwise what was done. */
const outcomesOf = ({ findings, failures, leftOver }: GarbageReport, check: boolean): readonly Outcome[] => [
  { ok: true, changed: findings.some(({ removed }) => check || removed) },
  ...failures.map((error) => ({ ok: false, undone: leftOver.length === 0, changed: false, error })),
]

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
  printAnswer(gcAnswer(report), garbageText(report, paintFor(process.stdout)), flags)
  if (!flags.json) tellTrouble(report)
}
