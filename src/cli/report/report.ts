import type { TaskReport } from '../../provision/api.js'
import { doneText } from '../text/done-text.js'
import { exitCode, exitCodeOf } from './exit-code.js'
import type { TaskAnswer } from '../json/task.js'
import { command } from '../../lib/shell-word.js'
import { planText, resultText } from '../text/plan-text.js'
import { type TextOf, print, printRaw, tell } from './output.js'
import { jsonText } from '../../lib/unprintable.js'

export interface ReportFlags {
  readonly json?: boolean
  readonly backend?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly 'dry-run'?: boolean
  readonly check?: boolean
  readonly diff?: boolean
  readonly out?: string | undefined
  readonly 'detailed-exitcodes'?: boolean
}

const packet = async (report: TaskAnswer, code: number, { backend }: ReportFlags): Promise<void> => {
  if (!backend) return printRaw(`${jsonText(report, 2)}\n`)
  const { backendPacket } = await import('./backend-packet.js')
  printRaw(backendPacket(report, code, Date.now() / 1000))
}

const printPlan = async (reports: readonly TaskReport[], flags: ReportFlags): Promise<void> => {
  const detailed = flags.diff && reports.some(({ changes }) => changes.length > 0)
  const difference = detailed ? await (await import('../text/difference.js')).loadDifference() : undefined
  print(reports, (shown, screen) => planText(shown, screen, difference?.(screen.paint)))
}

/** Prints equal warnings, and equal failures, of many contexts only once. */
const tellTrouble = async (reports: readonly TaskReport[]): Promise<void> => {
  if (reports.every(({ ok, warnings }) => ok && warnings.length === 0)) return
  const { failuresText, warningsText } = await import('../text/failures.js')
  tell(reports, warningsText)
  tell(reports, failuresText)
}

/** Where a plan is, and what it is for. */
const savedText = (path: string): string => command`saved the plan: provision-apply-plan ${path} carries it out`

/** Where the plan is, or what was done. */
const tellEnd = (reports: readonly TaskReport[], { out }: ReportFlags, isDry: boolean): void => {
  if (!isDry) tell(reports, (shown) => doneText(shown, performance.now()))
  else if (out !== undefined && reports.every(({ ok }) => ok)) tell(out, savedText)
}

const asText = async (reports: readonly TaskReport[], flags: ReportFlags): Promise<void> => {
  const dry = flags['dry-run'] || flags.check
  const planned = reports.filter(({ ok }) => ok)
  if ((dry || flags.diff) && (planned.length > 0 || reports.length === 0)) await printPlan(planned, flags)
  print(reports, resultText)
  await tellTrouble(reports)
  if (!flags.quiet) tellEnd(reports, flags, dry === true)
}

/** Prints what a task did (the result to stdout, the rest to stderr) and sets the exit code. */
export const printReports = async (reports: readonly TaskReport[], flags: ReportFlags): Promise<void> => {
  const code = exitCode(reports, {
    check: flags.check ?? false,
    detailedExitcodes: flags['detailed-exitcodes'] ?? false,
  })
  process.exitCode = code
  if (!flags.json && !flags.backend) return asText(reports, flags)
  const { jsonReports } = await import('../json/report.js')
  return packet(jsonReports(reports, flags.diff), code, flags)
}

/** Prints an error that ended the command before there was a report. */
export const printFailure = async (raised: unknown, flags: ReportFlags): Promise<void> => {
  const { knownError } = await import('./known-error.js')
  const error = await knownError(raised)
  const code = exitCodeOf(error)
  process.exitCode = code
  if (flags.json || flags.backend) {
    const { jsonFailure } = await import('../json/report.js')
    return packet(jsonFailure(error), code, flags)
  }
  const { failureText } = await import('../text/failure-text.js')
  tell(error, failureText)
}

/** Prints the answer to a query, as text or JSON. */
export const printAnswer = <Answer>(answer: Answer, textOf: TextOf<Answer>, { json }: ReportFlags): void =>
  json ? printRaw(`${jsonText(answer, 2)}\n`) : print(answer, textOf)
