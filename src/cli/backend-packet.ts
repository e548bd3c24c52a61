import type { JsonReport } from './json-report.js'

interface LogLine {
  readonly type: 'success' | 'warning' | 'error'
  readonly message: string
  readonly error?: string
}

/** The words that front ends take the state of a task from: the worst of them counts. */
const log = (report: JsonReport): readonly LogLine[] => [
  ...report.changes.map(({ title }) => ({ type: 'success' as const, message: title })),
  ...report.warnings.map((message) => ({ type: 'warning' as const, message })),
  ...('error' in report && report.error !== undefined
    ? [{ type: 'error' as const, message: report.error.message, error: report.error.code }]
    : []),
]

/** What Drush prints with `--backend`: results come back in `context`. */
export const backendPacket = (report: JsonReport, exitCode: number, seconds: number): string => {
  const lines = log(report)
  const packet = {
    output: '',
    object: report.ok,
    error_status: exitCode,
    log: lines.map((line) => ({ ...line, timestamp: seconds, memory: 0 })),
    error_log: Object.fromEntries(
      lines.flatMap(({ error, message }) => (error === undefined ? [] : [[error, [message]]])),
    ),
    context: report.result,
    self: {},
  }
  return `\0DRUSH_BACKEND_OUTPUT_START>>>${JSON.stringify(packet)}<<<DRUSH_BACKEND_OUTPUT_END\n`
}
