import { ProvisionError } from '../errors.js'
import { shortId } from '../lib/short-id.js'
import { type JournalText, isIdFor } from './journal/format.js'
import { closedJournals } from './journal/history.js'
import { givenUpJournals } from './journal/read.js'
import { statesIn, undoablePlans } from './journal/states.js'
import { keptJournals } from './kept.js'
import { changedBy } from './plan.js'

/** What to undo: a kept journal, and some of its plans. */
export interface Undo {
  readonly journal: JournalText
  readonly plans: readonly number[]
}

/** A task that has ended. */
interface Ended {
  readonly journal: JournalText
  /** The plans that can be undone. */
  readonly undoable: readonly number[]
  /** Why it cannot be undone, if so. */
  readonly why?: string
}

const damaged = ({ damage = '' }: JournalText): string => `its journal is damaged: ${damage}`

const keptOnes = (home: string): readonly Ended[] =>
  keptJournals(home).map((journal) =>
    journal.damage === undefined
      ? { journal, undoable: undoablePlans(journal) }
      : { journal, undoable: [], why: damaged(journal) },
  )

const without =
  (why: string) =>
  (journal: JournalText): Ended => ({ journal, undoable: [], why })

/** All tasks that have ended, the oldest first. */
const endedTasks = (home: string): readonly Ended[] =>
  [
    ...keptOnes(home),
    ...closedJournals(home).map(without('nothing was kept for an undo')),
    ...givenUpJournals(home).map(without('it was given up half done')),
  ].sort((one, other) => (one.journal.header.id < other.journal.header.id ? -1 : 1))

const isOf = ({ plans }: JournalText, plan: number, context: string): boolean => {
  const journaled = plans[plan]
  return journaled !== undefined && changedBy(journaled).includes(context)
}

/** Whether what the task did to the context stands: it was committed, and is not undone. */
const stands = (journal: JournalText, context: string): boolean => {
  if (journal.damage !== undefined) return journal.header.contexts.includes(context)
  const { committed, undone } = statesIn(journal.entries)
  return [...committed].some((plan) => !undone.has(plan) && isOf(journal, plan, context))
}

const isUndone = ({ entries }: JournalText): boolean => entries.some((entry) => 'reopened' in entry)

const nameOf = ({ header: { task, id } }: JournalText): string => `${task} (${shortId(id)})`

const nothingToUndo = (message: string): ProvisionError =>
  new ProvisionError('PROVISION_NOTHING_TO_UNDO', message, { fix: 'provision-undo alone lists what can be undone' })

const fixFor = ({ header: { id }, damage }: JournalText, before: Undo | undefined): string =>
  [
    before === undefined
      ? 'make the change with a new task'
      : `to undo the task before it, ${nameOf(before.journal)}: provision-undo ${shortId(before.journal.header.id)}`,
    ...(damage === undefined ? [] : [`to give up the journal: provision-recover --abandon=${id}`]),
  ].join('; ')

const cannot = (subject: string, { journal, why = '' }: Ended, before?: Undo): ProvisionError =>
  new ProvisionError('PROVISION_UNDO_REFUSED', `${subject} cannot be undone: ${why}`, { fix: fixFor(journal, before) })

const ofContext = (context: string, ended: readonly Ended[]): readonly Undo[] =>
  ended
    .map(({ journal, undoable }) => ({ journal, plans: undoable.filter((plan) => isOf(journal, plan, context)) }))
    .filter(({ plans }) => plans.length > 0)

/** The last task of a context. An older one is never taken for it, because what came later builds on it. */
const lastOf = (context: string, ended: readonly Ended[]): Undo => {
  const last = ended.findLast(({ journal }) => stands(journal, context))
  const undo = ofContext(context, ended).at(-1)
  if (last === undefined) throw nothingLeft(context, ended)
  if (last.journal !== undo?.journal) throw cannot(`the last task of ${context}, ${nameOf(last.journal)},`, last, undo)
  return undo
}

const nothingLeft = (context: string, ended: readonly Ended[]): ProvisionError => {
  const undone = ended.findLast(({ journal }) => isUndone(journal) && journal.header.contexts.includes(context))
  return nothingToUndo(
    undone === undefined
      ? `there is no task of ${context} to undo`
      : `${context}: ${nameOf(undone.journal)} is already undone, and there is no task before it to undo`,
  )
}

const named = (id: string, ended: readonly Ended[]): Undo => {
  const found = ended.filter(({ journal }) => isIdFor(id, journal.header.id))
  const [task] = found
  if (task === undefined) throw nothingToUndo(`there is no task ${id}`)
  if (found.length > 1) throw nothingToUndo(`${id} matches ${found.length} tasks`)
  if (task.undoable.length > 0) return { journal: task.journal, plans: task.undoable }
  const { committed, undone } = statesIn(task.journal.entries)
  if (isUndone(task.journal)) throw nothingToUndo(`${nameOf(task.journal)} is already undone`)
  if (task.journal.damage === undefined && committed.size === 0 && undone.size > 0)
    throw nothingToUndo(`${nameOf(task.journal)} has failed, and was undone then`)
  throw cannot(nameOf(task.journal), task)
}

/** A journal id selects all that the task did. A context selects what the last task did for it. */
export const findUndo = (home: string, word: string): Undo =>
  (word.startsWith('@') ? lastOf : named)(word, endedTasks(home))
