import type { ChangeLine } from '../../engine/progress.js'
import type { TaskReport } from '../../provision/api.js'
import { durationText } from './duration.js'

const words = { create: 'added', change: 'changed', delete: 'deleted', run: 'run' } as const

/** `2 added, 1 changed`, without zeros. */
const countsText = (changes: readonly ChangeLine[]): string =>
  Object.entries(words)
    .map(([action, word]) => [changes.filter((change) => change.action === action).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ')

const ofAll = (well: readonly TaskReport[], all: number): string =>
  `${well.length === all ? all : `${well.length} of ${all}`} contexts`

const subject = (well: readonly TaskReport[], all: number): string =>
  all === 1 ? (well[0]?.context ?? '') : ofAll(well, all)

const contextsText = (well: readonly TaskReport[], all: number): string => {
  const unchanged = well.filter(({ changed }) => !changed).length
  return `${ofAll(well, all)}${unchanged === 0 ? '' : `, ${unchanged} of them unchanged`}`
}

/** The last line of a task: counts for the successful contexts, and the time. */
export const doneText = (reports: readonly TaskReport[], milliseconds: number): string => {
  const well = reports.filter(({ ok }) => ok)
  const time = durationText(milliseconds)
  if (reports.length === 0) return `nothing to do (${time})`
  if (well.length === 0) return ''
  if (!well.some(({ changed }) => changed)) return `${subject(well, reports.length)}: nothing to do (${time})`
  const counts = countsText(well.flatMap(({ changes }) => changes))
  const done = reports.length === 1 ? 'Done' : `Done for ${contextsText(well, reports.length)}`
  return `${done}${counts === '' ? '' : `: ${counts}`} in ${time}`
}
