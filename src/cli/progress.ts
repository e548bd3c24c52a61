import type { Progress, ProgressEvent } from '../engine/progress.js'
import type { Paint } from './colour.js'

export type Write = (text: string) => void

export interface ClosableProgress {
  readonly tell: Progress
  /** Leaves the terminal as it should be, also when the task broke off. */
  readonly close: () => void
}

const nothing = (): void => undefined

const lineOf = (event: ProgressEvent, paint: Paint): readonly [context: string, text: string] | undefined => {
  switch (event.event) {
    case 'done':
      return [event.context, event.title]
    case 'failed':
      return [event.context, `${paint.red('failed')}: ${event.title}: ${event.message}`]
    case 'undone':
      return [event.context, `${paint.yellow('undo')}: ${event.title}`]
    case 'warning':
      return [event.context, `${paint.yellow('warning')}: ${event.message}`]
    default:
      return undefined
  }
}

/** One line for each thing that happened, for logs and pipes. */
export const plainProgress = (write: Write, paint: Paint): ClosableProgress => ({
  tell: (event) => {
    const line = lineOf(event, paint)
    if (line !== undefined) write(`[${line[0]}] ${line[1]}\n`)
  },
  close: nothing,
})

export const onlyWarnings = (write: Write, paint: Paint): ClosableProgress => {
  const { tell, close } = plainProgress(write, paint)
  return { tell: (event) => (event.event === 'warning' ? tell(event) : undefined), close }
}
