import type { Progress, ProgressEvent } from '../../engine/progress.js'
import type { TimedEvent } from '../json/events.js'
import { jsonChange } from '../json/report.js'

/** Texts before and after are long, and for `--diff` alone. */
const shortened = (event: ProgressEvent, diff: boolean): ProgressEvent =>
  event.event === 'planned' ? { ...event, changes: event.changes.map((change) => jsonChange(change, diff)) } : event

/** Tells each event as a line of JSON, with the time. */
export const eventLines =
  (write: (line: string) => void, diff: boolean, now = () => new Date()): Progress =>
  (event) => {
    const timed: TimedEvent = { time: now().toISOString(), ...shortened(event, diff) }
    write(JSON.stringify(timed))
  }
