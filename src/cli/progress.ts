import type { Progress } from '../provision/api.js'
import type { Paint } from './colour.js'

export type Write = (text: string) => void

export interface ClosableProgress extends Progress {
  /** Leaves the terminal as it should be, also when the task broke off. */
  close(): void
}

const nothing = (): void => undefined

/** One line for each thing that happened, for logs and pipes. */
export const plainProgress = (write: Write, paint: Paint): ClosableProgress => {
  const line = (context: string, text: string) => write(`[${context}] ${text}\n`)
  return {
    plan: nothing,
    begin: nothing,
    done: (context, title) => line(context, title),
    failed: (context, title, message) => line(context, `${paint.red('failed')}: ${title}: ${message}`),
    undo: (context, title) => line(context, `${paint.yellow('undo')}: ${title}`),
    warn: (context, message) => line(context, `${paint.yellow('warning')}: ${message}`),
    close: nothing,
  }
}

export const onlyWarnings = (write: Write, paint: Paint): ClosableProgress => ({
  ...plainProgress(write, paint),
  done: nothing,
  failed: nothing,
  undo: nothing,
})
