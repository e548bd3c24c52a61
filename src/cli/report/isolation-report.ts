import type { IsolationReport } from '../../provision/api.js'
import { auditAnswer } from '../json/audit.js'
import { failureText } from '../text/failure-text.js'
import { isolationText } from '../text/isolation-text.js'
import { tell } from './output.js'
import { type ReportFlags, printAnswer } from './report.js'

const gotSomething = 1
const couldNotTry = 3

const codeOf = (reports: readonly IsolationReport[]): number => {
  if (reports.some(({ tries }) => tries.some(({ result }) => result === 'got'))) return gotSomething
  return reports.some(({ error }) => error !== undefined) ? couldNotTry : 0
}

/** Prints what was tried and got, and sets the exit code: 1 if something was got, 3 if a site could not try. */
export const printIsolation = (reports: readonly IsolationReport[], flags: ReportFlags): void => {
  const code = codeOf(reports)
  process.exitCode = code
  if (flags.json) return printAnswer(auditAnswer(reports, code === 0), () => '', flags)
  printAnswer(reports, isolationText, flags)
  for (const { error } of reports) if (error !== undefined) tell<unknown>(error, failureText)
}
