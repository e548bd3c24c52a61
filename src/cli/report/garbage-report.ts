import type { GarbageReport } from '../../provision/api.js'
import { type Outcome, exitCode } from './exit-code.js'
import { failureText, leftOverText, warningText } from '../text/failure-text.js'
import { garbageText } from '../text/garbage-text.js'
import { gcAnswer } from '../json/gc.js'
import { type ReportFlags, printAnswer, tell } from './report.js'
import { screenFor } from '../text/screen.js'

/** With `--check`, all findings count as changes; otherwise only the removed ones. */
const outcomesOf = ({ findings, failures, leftOver }: GarbageReport, check: boolean): readonly Outcome[] => [
  { ok: true, changed: findings.some(({ removed }) => check || removed) },
  ...failures.map((error) => ({ ok: false, undone: leftOver.length === 0, changed: false, error })),
]

const tellTrouble = ({ warnings, failures, leftOver }: GarbageReport): void => {
  const screen = screenFor(process.stderr)
  for (const warning of warnings) tell(warningText(warning, screen))
  for (const failure of failures) tell(failureText(failure, screen))
  for (const left of leftOver) tell(leftOverText(left, screen))
}

/** Prints what was found and removed, and sets the exit code. */
export const printGarbage = async (report: GarbageReport, flags: ReportFlags): Promise<void> => {
  const { check = false, 'detailed-exitcodes': detailedExitcodes = false } = flags
  process.exitCode = exitCode(outcomesOf(report, check), { check, detailedExitcodes })
  printAnswer(gcAnswer(report), garbageText(report, screenFor(process.stdout)), flags)
  if (!flags.json) tellTrouble(report)
}
