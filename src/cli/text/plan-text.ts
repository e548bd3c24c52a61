import type { ChangeLine } from '../../engine/progress.js'
import { groupBy } from '../../lib/group-by.js'
import type { TaskReport } from '../../provision/api.js'
import type { Paint } from './colour.js'
import type { Screen } from './screen.js'
import { titleIn } from './step-title.js'
import { unbroken, wrap } from './wrap.js'

const signs = { create: '+', change: '~', delete: '-', run: '>' } as const
const colours = { create: 'green', change: 'yellow', delete: 'red', run: 'cyan' } as const

/** A detail of a few words, such as `(mode 0755)`, stays on one line. */
const longestUnbroken = 30

const detailText = (detail: string): string => {
  const text = `(${detail})`
  return text.length > longestUnbroken ? text : unbroken(text)
}

/** A change is listed below its context. If it belongs to another context, it names that one. */
const changeText = ({ action, title, detail, irreversible }: ChangeLine, context: string, paint: Paint): string =>
  [
    paint[colours[action]](signs[action]),
    titleIn(context, title),
    ...(detail === undefined ? [] : [paint.dim(detailText(detail))]),
    ...(irreversible === undefined ? [] : [paint.red(`cannot be undone: ${irreversible}`)]),
  ].join(' ')

const legend = 'legend: + create  ~ change  - delete  > run'

const count = (changes: readonly ChangeLine[], action: ChangeLine['action']): number =>
  changes.filter((change) => change.action === action).length

export const planSummary = (changes: readonly ChangeLine[]): string => {
  const runs = count(changes, 'run')
  const told = [
    `${count(changes, 'create')} to add`,
    `${count(changes, 'change')} to change`,
    `${count(changes, 'delete')} to delete`,
  ]
  return `Plan: ${[...told, ...(runs === 0 ? [] : [`${runs} to run`])].join(', ')}`
}

/** The lines of a change, with more lines for `--diff`. */
export type Detailed = (change: ChangeLine) => readonly string[]

const contextPlan = (
  { context, changes }: TaskReport,
  { paint, columns }: Screen,
  more: Detailed,
): readonly string[] => [
  paint.bold(context),
  ...changes.flatMap((change) => [
    wrap(`  ${changeText(change, context, paint)}`, columns, 2),
    ...more(change).map((row) => `      ${row}`),
  ]),
]

/** The text of a dry run. */
export const planText = (reports: readonly TaskReport[], screen: Screen, more: Detailed = () => []): string => {
  const changes = reports.flatMap((report) => report.changes)
  if (changes.length === 0) return 'nothing to do'
  const plans = reports.filter((report) => report.changes.length > 0)
  return [
    screen.paint.dim(legend),
    ...plans.flatMap((report) => contextPlan(report, screen, more)),
    planSummary(changes),
  ].join('\n')
}

/** Results of a task: `login_link: http://…`. With several contexts, adds their names and prints equal results once. */
export const resultText = (reports: readonly TaskReport[]): string => {
  const results = reports.flatMap(({ context, result }) =>
    Object.entries(result).map(([name, value]) => ({ context, text: `${name}: ${value}` })),
  )
  return [...groupBy(results, ({ text }) => text)]
    .map(([text, equal]) => (reports.length > 1 ? `${equal.map(({ context }) => context).join(', ')} ${text}` : text))
    .join('\n')
}
