import { messageOf } from '../errors.js'
import { type Prepared, type Step, stages } from '../steps/step.js'
import { isAlive } from '../hosts/holder.js'
import { type Entry, type JournalText, type StepAt, openJournals } from './journal-text.js'
import { Journal } from './journal.js'
import type { Locks } from './locks.js'
import { type PlannedStep, kindOf, makePlans } from './plan.js'
import { discardAll } from './discard.js'
import type { RunOptions } from './runner.js'
import { undoAll } from './undo.js'

export type RecoverOptions = Pick<RunOptions, 'kinds' | 'world' | 'progress'> & {
  readonly home: string
  readonly locks: Locks
}

/** How an interrupted task has ended after all. */
export interface Recovered {
  readonly id: string
  readonly task: string
  readonly contexts: readonly string[]
  /** `finished` when it had passed its commit, else `undone`. */
  readonly how: 'finished' | 'undone'
  readonly leftOver: readonly string[]
}

const isOver = ({ header, entries }: JournalText): boolean =>
  !isAlive(header.holder) || entries.some((entry) => 'end' in entry && entry.end === 'stuck')

const contextsOf = ({ header }: JournalText): readonly string[] => header.plans.map(({ context }) => context)

const touches = (journal: JournalText, contexts: ReadonlySet<string> | undefined): boolean =>
  contexts === undefined || contextsOf(journal).some((context) => contexts.has(context))

/** Journals of dead tasks; of those that touch the given contexts, when some are given. */
export const brokenJournals = (home: string, contexts?: readonly string[]): readonly JournalText[] => {
  const wanted = contexts === undefined ? undefined : new Set(contexts)
  return openJournals(home).filter((journal) => touches(journal, wanted) && isOver(journal))
}

const begunOf = ({ header, entries }: JournalText, plan: number): readonly Prepared<Step>[] =>
  entries.flatMap((entry) => {
    const step = 'begin' in entry && entry.begin[0] === plan ? stepAt(header.plans, entry.begin) : undefined
    return step === undefined ? [] : [{ step, before: (entry as Entry & { before: Prepared<Step>['before'] }).before }]
  })

const stepAt = (plans: JournalText['header']['plans'], [plan, step]: StepAt): Step | undefined =>
  plans[plan]?.steps[step]

const wasUndone = ({ entries }: JournalText, plan: number): boolean =>
  entries.some((entry) => 'undone' in entry && entry.undone === plan && (entry.leftOver ?? []).length === 0)

const isCommitted = ({ entries }: JournalText, plan: number): boolean =>
  entries.some((entry) => 'committed' in entry && entry.committed.includes(plan))

const afterCommit = new Set(stages.slice(stages.indexOf('check') + 1))

/** Does what came after the commit, as far as it is not true yet, and drops what undo would have needed. */
const finish = async (
  journal: JournalText,
  plan: number,
  written: Journal,
  options: RecoverOptions,
): Promise<readonly string[]> => {
  const { context = '', steps = [] } = journal.header.plans[plan] ?? {}
  const rest = steps.filter(({ stage }) => afterCommit.has(stage))
  const [made] = await makePlans([{ context, steps: rest }], options.kinds, options.world)
  if (made?.error !== undefined) return [messageOf(made.error)]
  const leftOver: string[] = []
  for (const [at, planned] of (made?.steps ?? []).entries())
    leftOver.push(...(await runForGood(planned, () => written.keep([plan, steps.length + at]), options)))
  if (leftOver.length === 0) await discardAll(context, begunOf(journal, plan), options)
  return leftOver
}

/** Runs one step and drops at once what its undo would have needed: after the commit nothing is undone. */
const runForGood = async (
  { step, observed }: PlannedStep,
  keep: () => string,
  { kinds, world, progress }: RecoverOptions,
): Promise<string[]> => {
  progress.begin(step.context, step.title)
  const kind = kindOf(kinds, step.kind)
  const prepared = { step, before: await kind.prepare(step, observed, keep, world) }
  const [outcome] = await kind.run([prepared], world)
  if (outcome?.ok === false) return [`${step.title}: ${messageOf(outcome.error)}`]
  await kind.discard?.(prepared, world)
  return []
}

const settle = async (journal: JournalText, options: RecoverOptions): Promise<Recovered> => {
  const { id, task, plans } = journal.header
  const written = Journal.reopen(options.home, id)
  const leftOver: string[] = []
  let how: Recovered['how'] = 'undone'
  for (const [at, { context }] of plans.entries()) {
    if (wasUndone(journal, at)) continue
    if (isCommitted(journal, at)) {
      how = 'finished'
      leftOver.push(...(await finish(journal, at, written, options)))
    } else {
      const [left = []] = await undoAll([{ context, steps: begunOf(journal, at) }], options)
      written.note([{ undone: at, leftOver: left }])
      leftOver.push(...left)
    }
  }
  if (leftOver.length > 0) written.leaveOpen()
  else written.close(how === 'finished' ? 'done' : 'undone')
  return { id, task, contexts: contextsOf(journal), how, leftOver }
}

/** Undoes what dead tasks left half done, or finishes what had passed its commit. */
export const recover = async (options: RecoverOptions, contexts?: readonly string[]): Promise<readonly Recovered[]> => {
  const recovered: Recovered[] = []
  for (const { header } of brokenJournals(options.home, contexts)) {
    const lock = await options.locks.acquireAll(
      header.plans.map(({ context }) => context),
      30,
    )
    try {
      const still = brokenJournals(options.home).find((journal) => journal.header.id === header.id)
      if (still !== undefined) recovered.push(await settle(still, options))
    } finally {
      lock.release()
    }
  }
  return recovered
}
