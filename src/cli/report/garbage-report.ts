import type { GarbageReport } from '../../provision/api.js'
import { type Outcome, exitCode } from './exit-code.js'
import { failureText, leftOverText, warningText } from '../text/failure-text.js'
import { garbageText } from '../text/garbage-text.js'
import { gcAnswer } from '../json/gc.js'
import { print, tell } from './output.js'
import { type ReportFlags, printAnswer } from './report.js'

/** With `--check`, all findings count as changes; otherwise only the removed ones. */
const outcomesOf = ({ findings, failures, leftOver }: GarbageReport, check: boolean): readonly Outcome[] => [
  { ok: true, changed: findings.some(({ removed }) => check || removed) },
  ...failures.map((error) => ({ ok: false, undone: leftOver.length === 0, changed: false, error })),
]

const tellTrouble = ({ warnings, failures, leftOver }: GarbageReport): void => {
  for (const warning of warnings) tell(warning, warningText)
  for (const failure of failures) tell<unknown>(failure, failureText)
  for (const left of leftOver) tell(left, leftOverText)
}

/** Prints what was found and removed, and sets the exit code. */
export const printGarbage = async (report: GarbageReport, flags: ReportFlags): Promise<void> => {
  const { check = false, 'detailed-exitcodes': detailedExitcodes = false } = flags
  process.exitCode = exitCode(outcomesOf(report, check), { check, detailedExitcodes })
  if (flags.json) return printAnswer(gcAnswer(report), () => '', flags)
  print(report, garbageText)
  tellTrouble(report)
}
