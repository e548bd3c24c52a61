import type { Entry, JournalText, JournaledPlan } from '../engine/journal/format.js'
import { statesIn } from '../engine/journal/states.js'
import type { JournalDetail, JournalState, JournaledContext, JournaledStep } from './api.js'
import { journalLine } from './journal-line.js'

/** The entries about one plan, put together. */
interface Told {
  readonly failure: string | undefined
  readonly leftOver: readonly string[]
  readonly isUndone: boolean
  /** By `provision-undo`, after it was done. */
  readonly isReopened: boolean
  readonly isCommitted: boolean
  readonly isFinished: boolean
  readonly begun: ReadonlySet<number>
}

const failureOf = (plan: number, entries: readonly Entry[]): string | undefined => {
  const failed = entries.find((entry) => 'failed' in entry && entry.failed === plan)
  return failed !== undefined && 'message' in failed ? failed.message : undefined
}

/** The rest of the last undo; undefined for a plan that was never undone. */
const leftOverOf = (plan: number, entries: readonly Entry[]): readonly string[] | undefined => {
  const undone = entries.findLast((entry) => 'undone' in entry && entry.undone === plan)
  return undone !== undefined && 'undone' in undone ? (undone.leftOver ?? []) : undefined
}

const toldOf = (plan: number, entries: readonly Entry[]): Told => {
  const { settled, undone, committed } = statesIn(entries)
  const leftOver = leftOverOf(plan, entries)
  return {
    failure: failureOf(plan, entries),
    leftOver: leftOver ?? [],
    isUndone: leftOver !== undefined,
    isReopened: entries.some((entry) => 'reopened' in entry && entry.reopened.includes(plan)),
    isCommitted: committed.has(plan),
    isFinished: settled.has(plan) && !undone.has(plan),
    begun: new Set(entries.flatMap((entry) => ('begin' in entry && entry.begin[0] === plan ? [entry.begin[1]] : []))),
  }
}

/** A task of many contexts has one state, and each of them its own. */
const stateOf = (told: Told, task: JournalState): JournalState => {
  if (told.isFinished || (told.isCommitted && told.failure === undefined)) return 'done'
  if (told.isCommitted) return 'stuck'
  if (told.isUndone) return told.leftOver.length > 0 && task === 'stuck' ? 'stuck' : 'undone'
  return task === 'stuck' && told.failure !== undefined ? 'undone' : task
}

/** Of a plan that is open, what its steps have begun is known; of one that has ended, at which step it failed. */
const stepStates = (plan: JournaledPlan, told: Told, state: JournalState): readonly JournaledStep['state'][] => {
  const failed = plan.steps.findIndex(({ title }) => told.failure?.startsWith(`${title}: `))
  if (state === 'done') return plan.steps.map(() => 'done')
  if (told.isReopened) return plan.steps.map(() => 'undone')
  if (failed === -1) return plan.steps.map((_, index) => openState(told, index))
  const before = told.isCommitted ? 'done' : 'undone'
  return plan.steps.map((_, index) => {
    if (index === failed) return 'failed'
    return index < failed ? before : 'not run'
  })
}

const openState = ({ begun }: Told, index: number): JournaledStep['state'] => {
  if (begun.has(index)) return 'begun'
  return begun.size === 0 ? undefined : 'not run'
}

const isLeftOver = ({ leftOver }: Told, title: string): boolean =>
  leftOver.some((text) => text.startsWith(`${title}: `))

const journaledContext = (plan: JournaledPlan, told: Told, task: JournalState): JournaledContext => {
  const state = stateOf(told, task)
  const states = stepStates(plan, told, state)
  return {
    context: plan.context,
    state,
    steps: plan.steps.map(({ title }, index) => {
      const step = isLeftOver(told, title) ? 'left over' : states[index]
      return step === undefined ? { title } : { title, state: step }
    }),
    ...(told.failure === undefined ? {} : { reason: told.failure }),
    ...(told.leftOver.length === 0 ? {} : { leftOver: told.leftOver }),
  }
}

/** A journal with what became of each context and each step. */
export const journalDetail = (journal: JournalText, isKept = false): JournalDetail => {
  const line = journalLine(journal, isKept)
  const plans = journal.plans.map((plan, number) => journaledContext(plan, toldOf(number, journal.entries), line.state))
  return { ...line, plans }
}
