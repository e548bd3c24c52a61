import type { Progress, ProgressEvent } from '../../engine/progress.js'
import type { TimedEvent } from '../json/events.js'
import { jsonChange } from '../json/report.js'
import { jsonText } from '../../lib/unprintable.js'

/** Removes the long texts before and after, unless `--diff` is given. */
const shortened = (event: ProgressEvent, diff: boolean): ProgressEvent =>
  event.event === 'planned' ? { ...event, changes: event.changes.map((change) => jsonChange(change, diff)) } : event

/** Writes each event as a line of JSON with the time. */
export const eventLines =
  (write: (line: string) => void, diff: boolean, now = () => new Date()): Progress =>
  (event) => {
    const timed: TimedEvent = { time: now().toISOString(), ...shortened(event, diff) }
    write(jsonText(timed))
  }
