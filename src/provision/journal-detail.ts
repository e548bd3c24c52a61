import type { Entry, JournalText, JournaledPlan } from '../engine/journal/format.js'
import { statesIn } from '../engine/journal/states.js'
import type { JournalDetail, JournalState, JournaledContext, JournaledStep } from './api.js'
import { type JournalPlace, journalLine } from './journal-line.js'

/** Summary of the entries about one plan. */
interface PlanEntries {
  readonly failure: string | undefined
  readonly leftOver: readonly string[]
  readonly isUndone: boolean
  /** `provision-undo` undid it after it was done. */
  readonly isReopened: boolean
  readonly isCommitted: boolean
  readonly isFinished: boolean
  readonly begun: ReadonlySet<number>
  /** What programs have written, by the index of the step. */
  readonly output: ReadonlyMap<number, Pick<JournaledStep, 'stdout' | 'stderr'>>
}

const failureOf = (plan: number, entries: readonly Entry[]): string | undefined => {
  const failed = entries.find((entry) => 'failed' in entry && entry.failed === plan)
  return failed !== undefined && 'message' in failed ? failed.message : undefined
}

/** The remains of the last undo. Undefined for a plan that was never undone. */
const leftOverOf = (plan: number, entries: readonly Entry[]): readonly string[] | undefined => {
  const undone = entries.findLast((entry) => 'undone' in entry && entry.undone === plan)
  return undone !== undefined && 'undone' in undone ? (undone.leftOver ?? []) : undefined
}

const outputIn = (plan: number, entries: readonly Entry[]): PlanEntries['output'] =>
  new Map(
    entries.flatMap((entry) =>
      'output' in entry && entry.output[0] === plan
        ? [[entry.output[1], { stdout: entry.stdout, stderr: entry.stderr }] as const]
        : [],
    ),
  )

const entriesOf = (plan: number, entries: readonly Entry[]): PlanEntries => {
  const { settled, undone, committed } = statesIn(entries)
  const leftOver = leftOverOf(plan, entries)
  return {
    failure: failureOf(plan, entries),
    leftOver: leftOver ?? [],
    isUndone: leftOver !== undefined,
    isReopened: entries.some((entry) => 'reopened' in entry && entry.reopened.includes(plan)),
    isCommitted: committed.has(plan),
    isFinished: settled.has(plan) && !undone.has(plan),
    output: outputIn(plan, entries),
    begun: new Set(entries.flatMap((entry) => ('begin' in entry && entry.begin[0] === plan ? [entry.begin[1]] : []))),
  }
}

const uncommittedState = ({ isUndone, leftOver, failure }: PlanEntries, task: JournalState): JournalState => {
  const isLeft = task === 'stuck' || task === 'given up' || task === 'kept failed'
  if (isUndone) return isLeft && leftOver.length > 0 ? task : 'undone'
  return task !== 'kept failed' && isLeft && failure !== undefined ? 'undone' : task
}

/** The state of one context. It may differ from the state of the task. */
const stateOf = (entries: PlanEntries, task: JournalState): JournalState => {
  if (entries.isFinished || (entries.isCommitted && entries.failure === undefined)) return 'done'
  if (entries.isCommitted) return task === 'given up' ? task : 'stuck'
  return uncommittedState(entries, task)
}

/**
 * The states of steps. The journal of an open plan says which steps began; that of an ended plan, which step failed.
 */
const stepStates = (
  plan: JournaledPlan,
  entries: PlanEntries,
  state: JournalState,
): readonly JournaledStep['state'][] => {
  const failed = plan.steps.findIndex(({ title }) => entries.failure?.startsWith(`${title}: `))
  if (state === 'done') return plan.steps.map(() => 'done')
  if (entries.isReopened) return plan.steps.map(() => 'undone')
  if (state === 'kept failed') return plan.steps.map((_, index) => keptState(entries, index, failed))
  if (failed === -1) return plan.steps.map((_, index) => openState(entries, index))
  const before = entries.isCommitted ? 'done' : 'undone'
  return plan.steps.map((_, index) => {
    if (index === failed) return 'failed'
    return index < failed ? before : 'not run'
  })
}

const keptState = ({ begun }: PlanEntries, index: number, failed: number): JournaledStep['state'] => {
  if (index === failed) return 'failed'
  return begun.has(index) ? 'done' : 'not run'
}

const openState = ({ begun }: PlanEntries, index: number): JournaledStep['state'] => {
  if (begun.has(index)) return 'begun'
  return begun.size === 0 ? undefined : 'not run'
}

const isLeftOver = ({ leftOver }: PlanEntries, title: string): boolean =>
  leftOver.some((text) => text.startsWith(`${title}: `))

const journaledContext = (plan: JournaledPlan, entries: PlanEntries, task: JournalState): JournaledContext => {
  const state = stateOf(entries, task)
  const states = stepStates(plan, entries, state)
  return {
    context: plan.context,
    state,
    steps: plan.steps.map(({ title }, index) => {
      const step = isLeftOver(entries, title) ? 'left over' : states[index]
      return { title, ...entries.output.get(index), ...(step === undefined ? {} : { state: step }) }
    }),
    ...(entries.failure === undefined ? {} : { reason: entries.failure }),
    ...(entries.leftOver.length === 0 ? {} : { leftOver: entries.leftOver }),
  }
}

/** A journal with the state of each context and each step. */
export const journalDetail = (journal: JournalText, place: JournalPlace = 'open'): JournalDetail => {
  const line = journalLine(journal, place)
  const plans = journal.plans.map((plan, number) =>
    journaledContext(plan, entriesOf(number, journal.entries), line.state),
  )
  return { ...line, plans }
}
