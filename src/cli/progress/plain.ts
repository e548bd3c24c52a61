import type { ProgressEvent } from '../../engine/progress.js'
import type { Paint } from '../text/colour.js'
import { durationText } from '../text/duration.js'
import { titleIn } from '../text/step-title.js'
import type { ClosableProgress, Write } from './closable.js'

const nothing = (): void => undefined

const lineOf = (event: ProgressEvent, paint: Paint): readonly [about: string, text: string] | undefined => {
  switch (event.event) {
    case 'done':
      return [event.context, titleIn(event.context, event.title)]
    case 'failed':
      return [event.context, `${paint.red('failed')}: ${titleIn(event.context, event.title)}: ${event.message}`]
    case 'undone':
      return [event.context, `${paint.yellow('undone')}: ${titleIn(event.context, event.title)}`]
    case 'warning':
      return [event.context, `${paint.yellow('warning')}: ${event.message}`]
    case 'reloaded':
      return [event.server, `reloaded (${durationText(event.milliseconds)})`]
    default:
      return undefined
  }
}

/** More lines of one event cannot be taken for events. */
const indented = (text: string): string => text.replaceAll('\n', '\n    ')

/** One line for each event, for logs and pipes. */
export const plainProgress = (write: Write, paint: Paint): ClosableProgress => ({
  tell: (event) => {
    const line = lineOf(event, paint)
    if (line !== undefined) write(`[${line[0]}] ${indented(line[1])}\n`)
  },
  close: nothing,
})

export const onlyWarnings = (write: Write, paint: Paint): ClosableProgress => {
  const { tell, close } = plainProgress(write, paint)
  return { tell: (event) => (event.event === 'warning' ? tell(event) : undefined), close }
}
