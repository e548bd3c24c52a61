import type { Prepared } from '../../steps/common/kind.js'
import type { Step } from '../../steps/common/step.js'
import { groupBy } from '../../lib/group-by.js'
import type { Entry, JournalText, StepPosition } from './format.js'
import { involvedIn } from '../plan.js'

/** Whether the state of a failed task was kept to be looked at. Only `provision-recover` undoes it. */
export const isKeptFailed = ({ entries }: Pick<JournalText, 'entries'>): boolean => {
  const last = entries.findLast((entry) => 'end' in entry)
  return last !== undefined && 'end' in last && last.end === 'kept failed'
}

/** The states of the plans of a journal, by plan number. */
export interface PlanStates {
  /** Undone, or finished. */
  readonly settled: ReadonlySet<number>
  readonly undone: ReadonlySet<number>
  readonly committed: ReadonlySet<number>
}

const isUndone = (entry: Entry): entry is Entry & { readonly undone: number } =>
  'undone' in entry && (entry.leftOver ?? []).length === 0

const addAll = (plans: Set<number>, more: readonly number[]): void => more.forEach((plan) => plans.add(plan))
const deleteAll = (plans: Set<number>, more: readonly number[]): void => more.forEach((plan) => plans.delete(plan))

/** Reads the entries in order. A reopened plan counts as neither settled nor committed. */
export const statesIn = (entries: readonly Entry[]): PlanStates => {
  const [finished, undone, committed] = [new Set<number>(), new Set<number>(), new Set<number>()]
  for (const entry of entries)
    if ('finished' in entry) finished.add(entry.finished)
    else if (isUndone(entry)) undone.add(entry.undone)
    else if ('committed' in entry) addAll(committed, entry.committed)
    else if ('reopened' in entry) for (const plans of [finished, committed]) deleteAll(plans, entry.reopened)
  return { settled: new Set([...finished, ...undone]), undone, committed }
}

/** The plans that `provision-undo` can undo: the state that they left is known, and they are not undone yet. */
export const undoablePlans = ({ entries }: Pick<JournalText, 'entries'>): readonly number[] => {
  const { undone } = statesIn(entries)
  const left = entries.flatMap((entry) => ('left' in entry ? entry.left.map(([plan]) => plan) : []))
  return [...new Set(left)].filter((plan) => !undone.has(plan))
}

const stepAt = ({ plans }: JournalText, [plan, step]: StepPosition): Step | undefined => plans[plan]?.steps[step]

export interface BegunStep {
  readonly position: StepPosition
  readonly prepared: Prepared
}

/** The steps that began, by plan number. */
export const begunIn = (journal: JournalText): ReadonlyMap<number, readonly BegunStep[]> => {
  const begun = journal.entries.flatMap((entry): readonly BegunStep[] => {
    if (!('begin' in entry)) return []
    const step = stepAt(journal, entry.begin)
    return step === undefined ? [] : [{ position: entry.begin, prepared: { step, before: entry.before } }]
  })
  return groupBy(begun, ({ position: [plan] }) => plan)
}

/** The contexts of plans that are not settled. Of a damaged journal nothing counts as settled. */
export const unsettledContexts = ({ header, plans, entries, damage }: JournalText): readonly string[] => {
  if (damage !== undefined) return header.contexts
  const { settled } = statesIn(entries)
  return [...new Set(plans.filter((_, plan) => !settled.has(plan)).flatMap(involvedIn))]
}
