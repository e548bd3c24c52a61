import type { TaskAnswer } from '../json/task.js'
import { jsonText } from '../../lib/unprintable.js'

interface LogLine {
  readonly type: 'success' | 'warning' | 'error'
  readonly message: string
  readonly error?: string
}

/** The log. Front ends take the state of a task from its worst line. */
const log = ({ contexts, error }: TaskAnswer): readonly LogLine[] => [
  ...contexts.flatMap(({ changes }) => changes.map(({ title }) => ({ type: 'success' as const, message: title }))),
  ...contexts.flatMap(({ warnings }) => warnings.map((message) => ({ type: 'warning' as const, message }))),
  ...(error === undefined ? [] : [{ type: 'error' as const, message: error.message, error: error.code }]),
]

/** The result, if there is only one context: results of several have the same names. */
const resultOf = ({ contexts: [first, ...others] }: TaskAnswer) => (others.length === 0 ? (first?.result ?? {}) : {})

/** The packet that Drush prints with `--backend`. Its `context` contains the results. */
export const backendPacket = (answer: TaskAnswer, exitCode: number, seconds: number): string => {
  const lines = log(answer)
  const packet = {
    output: '',
    object: answer.ok,
    error_status: exitCode,
    log: lines.map((line) => ({ ...line, timestamp: seconds, memory: 0 })),
    error_log: Object.fromEntries(
      lines.flatMap(({ error, message }) => (error === undefined ? [] : [[error, [message]]])),
    ),
    context: resultOf(answer),
    self: {},
  }
  return `\0DRUSH_BACKEND_OUTPUT_START>>>${jsonText(packet)}<<<DRUSH_BACKEND_OUTPUT_END\n`
}
