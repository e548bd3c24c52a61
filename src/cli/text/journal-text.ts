import type { JournalDetail, JournalLine, JournaledContext } from '../../provision/api.js'
import { shortId } from '../../lib/short-id.js'
import { columns } from './columns.js'
import { durationText } from './duration.js'
import { labelled } from './failure-text.js'
import type { Screen } from './screen.js'
import { titleIn } from './step-title.js'
import { localTime } from './time.js'
import { wrap } from './wrap.js'

const head = ['ID', 'WHEN', 'TOOK', 'RESULT', 'TASK', 'CONTEXTS']

const mostNames = 3

const namesText = (names: readonly string[]): string =>
  names.length <= mostNames + 1
    ? names.join(', ')
    : `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`

const tookText = ({ milliseconds }: JournalLine): string =>
  milliseconds === undefined ? '' : durationText(milliseconds)

const row = (line: JournalLine): readonly string[] => [
  shortId(line.id),
  localTime(line.since),
  tookText(line),
  line.state,
  line.task,
  namesText(line.contexts),
]

const whyLine = ({ reason }: { readonly reason?: string }, screen: Screen): readonly string[] =>
  reason === undefined ? [] : [labelled(screen.paint.red('why'), reason, screen, '    ')]

/** The history: a line for each task, and the reason below it if the task did not succeed. */
export const journalText = (lines: readonly JournalLine[], screen: Screen): string => {
  if (lines.length === 0) return 'no tasks found'
  const [first = '', ...rows] = columns([head, ...lines.map(row)])
  return [
    wrap(screen.paint.bold(first), screen.columns, 4),
    ...lines.flatMap((line, index) => [wrap(rows[index] ?? '', screen.columns, 4), ...whyLine(line, screen)]),
  ].join('\n')
}

const stepRows = ({ context, steps }: JournaledContext): readonly string[] =>
  columns(steps.map(({ title, state = '' }) => [`    ${state}`, titleIn(context, title)]))

/** The lines of an output that are shown unless the whole of it is asked for. */
const mostLines = 8

/** What a program has written, below its step. */
const outputLines = (
  name: string,
  text: string | undefined,
  isWhole: boolean,
  { paint }: Screen,
): readonly string[] => {
  const lines = (text ?? '').trimEnd().split('\n')
  const shown = isWhole ? lines : lines.slice(-mostLines)
  const less =
    shown.length === lines.length ? '' : ` (the last ${mostLines} of ${lines.length} lines; --output shows all)`
  return lines.join('') === '' ? [] : [`      ${paint.bold(name)}${less}`, ...shown.map((line) => `        ${line}`)]
}

const stepLines = (plan: JournaledContext, isWhole: boolean, screen: Screen): readonly string[] =>
  stepRows(plan).flatMap((text, index) => [
    wrap(text, screen.columns, 10),
    ...outputLines('stdout', plan.steps[index]?.stdout, isWhole, screen),
    ...outputLines('stderr', plan.steps[index]?.stderr, isWhole, screen),
  ])

const contextLines = (plan: JournaledContext, isWhole: boolean, screen: Screen): readonly string[] => [
  `${screen.paint.bold(plan.context)}  ${plan.state}`,
  ...stepLines(plan, isWhole, screen),
  ...whyLine(plan, screen),
  ...(plan.leftOver ?? []).map((text) => labelled(screen.paint.red('not undone'), text, screen, '    ')),
]

const isPlainlyDone = ({ state, steps, reason }: JournaledContext): boolean =>
  state === 'done' && steps.length === 0 && reason === undefined

/** The journal of a task with very many contexts has no steps, so successful contexts are only counted. */
const doneText = (plans: readonly JournaledContext[]): readonly string[] =>
  plans.length === 0 ? [] : [`${plans.length} contexts done`]

const factRows = (detail: JournalDetail): readonly string[] =>
  columns([
    ['  id', detail.id],
    ['  result', detail.state],
    ['  user', detail.user],
    ['  began', localTime(detail.since)],
    ...(detail.ended === undefined ? [] : [['  ended', `${localTime(detail.ended)} (${tookText(detail)})`]]),
    ...(detail.undoable === undefined ? [] : [['  undo', `provision-undo ${shortId(detail.id)}`]]),
  ])

/** One task with the result of each context and step, and the ends of what programs have written, or all of it. */
export const journalDetailText = (detail: JournalDetail, screen: Screen, isWhole = false): string => {
  const told = detail.plans.filter((plan) => !isPlainlyDone(plan))
  return [
    screen.paint.bold(detail.task),
    ...factRows(detail),
    ...(told.length === 1 ? [] : whyLine(detail, screen)),
    ...told.flatMap((plan) => contextLines(plan, isWhole, screen)),
    ...doneText(detail.plans.filter(isPlainlyDone)),
  ].join('\n')
}
