import type { Paint } from '../text/colour.js'
import { durationText } from '../text/duration.js'
import type { Screen } from '../text/screen.js'
import { titleIn } from '../text/step-title.js'
import { cut, unbroken, wrap } from '../text/wrap.js'
import type { Advance, ContextSteps, EndedStep } from './context-steps.js'

const signOf = (state: EndedStep['state'], paint: Paint): string =>
  ({ done: paint.green('✔'), failed: paint.red('✘'), undone: paint.yellow('↩') })[state]

/** Shorter times are not shown. */
const leastToldMilliseconds = 100

const timeOf = (milliseconds: number): string =>
  milliseconds < leastToldMilliseconds ? '' : `  ${unbroken(durationText(milliseconds))}`

const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`

const stateOf = (of: ContextSteps): EndedStep['state'] => {
  if (of.hasFailed) return 'failed'
  return of.isUndone ? 'undone' : 'done'
}

const summaryOf = (of: ContextSteps): string => {
  const done = of.steps.filter(({ state }) => state === 'done').length
  const undone = of.steps.filter(({ state }) => state === 'undone').length
  const failed = of.steps.find(({ state }) => state === 'failed')
  return [
    ...(failed === undefined ? [] : [`failed: ${titleIn(of.context, failed.title)}`]),
    ...(undone === 0 ? [] : [`${counted(undone, 'step')} undone`]),
    ...(done === 0 && (undone > 0 || failed !== undefined) ? [] : [counted(done, 'step')]),
  ].join(', ')
}

/** Summarizes the steps of a context in one line, with its name padded to `width`. */
export const foldedLine = (of: ContextSteps, width: number, { paint, columns }: Screen): string => {
  const text = `${of.context.padEnd(width)}  ${summaryOf(of)}${timeOf(of.milliseconds)}`
  return wrap(`${signOf(stateOf(of), paint)} ${text}`, columns, 2)
}

/** One line for each step, below the folded line. */
export const stepLines = ({ context, steps }: ContextSteps, { paint, columns }: Screen): readonly string[] =>
  steps.map(({ title, state, milliseconds }) =>
    wrap(`    ${signOf(state, paint)} ${titleIn(context, title)}${timeOf(milliseconds)}`, columns, 2),
  )

const advanceText = ({ done, of, unit }: Advance): string =>
  of === undefined || of === 0 ? `${done} ${unit ?? ''}`.trim() : `${Math.floor((100 * done) / of)} %`

const runningText = ({ context, running, advance }: ContextSteps): string =>
  [
    ...(running === undefined ? [] : [titleIn(context, running)]),
    ...(advance === undefined ? [] : [advanceText(advance)]),
  ].join('  ')

const fraction = (contexts: readonly ContextSteps[]): string => {
  const ended = contexts.reduce((sum, { steps }) => sum + steps.length, 0)
  const planned = contexts.reduce((sum, { planned, steps }) => sum + Math.max(planned, steps.length), 0)
  return planned === 0 ? '' : `${ended}/${planned}`
}

const lineOf = (...parts: readonly string[]): string => parts.filter(Boolean).join('  ')

const contextLine = (of: ContextSteps, width: number): string =>
  lineOf(of.context.padEnd(width), fraction([of]), runningText(of))

/** The running contexts, and all contexts of the command so far. */
export interface Contexts {
  readonly running: readonly ContextSteps[]
  readonly all: readonly ContextSteps[]
}

/** One line for each running context, or one line for all if there are many. */
export const liveLines = ({ running, all }: Contexts, areMany: boolean, columns: number): readonly string[] => {
  if (areMany) return [cut(manyLine(all), columns)]
  const width = Math.max(0, ...running.map(({ context }) => context.length))
  return running.map((one) => cut(contextLine(one, width), columns))
}

const manyLine = (all: readonly ContextSteps[]): string => {
  const failed = all.filter(({ hasFailed }) => hasFailed).length
  const current = all.find(({ running }) => running !== undefined)
  return lineOf(
    counted(all.length, 'context'),
    `${fraction(all)} steps`,
    failed === 0 ? '' : `${failed} failed`,
    current === undefined ? '' : `${current.context}: ${runningText(current)}`,
  )
}
