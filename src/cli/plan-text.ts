import type { ChangeLine } from '../engine/progress.js'
import type { TaskReport } from '../provision/api.js'
import type { Paint } from './colour.js'

const signs = { create: '+', change: '~', delete: '-', run: '>' } as const
const colours = { create: 'green', change: 'yellow', delete: 'red', run: 'cyan' } as const

export const changeText = ({ action, title, detail }: ChangeLine, paint: Paint): string =>
  `${paint[colours[action]](signs[action])} ${title}${detail === undefined ? '' : paint.dim(` (${detail})`)}`

const legend = 'legend: + create  ~ change  - delete  > run'

const count = (changes: readonly ChangeLine[], action: ChangeLine['action']): number =>
  changes.filter((change) => change.action === action).length

const counts = (changes: readonly ChangeLine[], words: readonly [string, string, string, string]): string => {
  const [add, change, remove, run] = words
  const runs = count(changes, 'run')
  const told = [
    `${count(changes, 'create')} ${add}`,
    `${count(changes, 'change')} ${change}`,
    `${count(changes, 'delete')} ${remove}`,
  ]
  return [...told, ...(runs === 0 ? [] : [`${runs} ${run}`])].join(', ')
}

export const planSummary = (changes: readonly ChangeLine[]): string =>
  `Plan: ${counts(changes, ['to add', 'to change', 'to delete', 'to run'])}`

export const doneSummary = (changes: readonly ChangeLine[]): string =>
  `Done: ${counts(changes, ['added', 'changed', 'deleted', 'run'])}`

/** A change as the lines of a list; with more of them, for `--diff`. */
export type Detailed = (change: ChangeLine) => readonly string[]

const contextPlan = ({ context, changes }: TaskReport, paint: Paint, more: Detailed): readonly string[] => [
  paint.bold(context),
  ...changes.flatMap((change) => [`  ${changeText(change, paint)}`, ...more(change).map((row) => `      ${row}`)]),
]

/** What a dry run prints. */
export const planText = (reports: readonly TaskReport[], paint: Paint, more: Detailed): string => {
  const changes = reports.flatMap((report) => report.changes)
  if (changes.length === 0) return 'nothing to do'
  const plans = reports.filter((report) => report.changes.length > 0)
  return [paint.dim(legend), ...plans.flatMap((report) => contextPlan(report, paint, more)), planSummary(changes)].join(
    '\n',
  )
}

/** Results of a task: `login_link: http://…`, with the context's name when there are several. */
export const resultText = (reports: readonly TaskReport[]): string =>
  reports
    .flatMap(({ context, result }) =>
      Object.entries(result).map(([name, value]) => `${reports.length > 1 ? `${context} ` : ''}${name}: ${value}`),
    )
    .join('\n')
