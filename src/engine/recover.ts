import { messageOf } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import { type Prepared, type Step, stages } from '../steps/common/step.js'
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
  /** The contexts that it is of. */
  readonly stuck: readonly string[]
}

const isOver = ({ header, entries }: JournalText): boolean =>
  !isAlive(header.holder) || entries.some((entry) => 'end' in entry && entry.end === 'stuck')

const contextsOf = ({ header }: JournalText): readonly string[] => header.plans.map(({ context }) => context)

/** The contexts that it holds up: what is settled of a journal that others keep open is none of them. */
const unsettled = (journal: JournalText): readonly string[] => {
  const settled = settledIn(journal.entries)
  return contextsOf(journal).filter((_, at) => !settled.has(at))
}

/** Plans that were undone, or finished after all. */
const settledIn = (entries: readonly Entry[]): ReadonlySet<number> =>
  new Set(
    entries.flatMap((entry) => {
      if ('finished' in entry) return entry.finished
      return 'undone' in entry && (entry.leftOver ?? []).length === 0 ? entry.undone : []
    }),
  )

/** Journals of dead tasks; of those that hold up one of the given contexts, when some are given. */
export const brokenJournals = (home: string, contexts?: readonly string[]): readonly JournalText[] => {
  const over = openJournals(home).filter(isOver)
  if (contexts === undefined) return over
  const wanted = new Set(contexts)
  return over.filter((journal) => unsettled(journal).some((context) => wanted.has(context)))
}

/** Those of the contexts that dead tasks hold up. */
export const brokenContexts = (home: string, contexts: readonly string[]): readonly string[] => {
  const broken = new Set(brokenJournals(home, contexts).flatMap(unsettled))
  return contexts.filter((context) => broken.has(context))
}

const stepAt = (plans: JournalText['header']['plans'], [plan, step]: StepAt): Step | undefined =>
  plans[plan]?.steps[step]

type Steps = readonly Prepared<Step>[]

/** What was begun, by the number of the plan. */
const begunBy = ({ header: { plans }, entries }: JournalText): ReadonlyMap<number, Steps> => {
  const begun = entries.flatMap((entry) => {
    if (!('begin' in entry)) return []
    const step = stepAt(plans, entry.begin)
    return step === undefined ? [] : [{ plan: entry.begin[0], step, before: entry.before }]
  })
  return groupBy(begun, ({ plan }) => plan)
}

/** A plan of a dead task whose end is open. */
interface Open {
  readonly at: number
  readonly context: string
  readonly steps: Steps
}

const committedIn = (entries: readonly Entry[]): ReadonlySet<number> =>
  new Set(entries.flatMap((entry) => ('committed' in entry ? entry.committed : [])))

const openPlans = (journal: JournalText): readonly Open[] => {
  const [begun, settled] = [begunBy(journal), settledIn(journal.entries)]
  return journal.header.plans
    .map(({ context }, at) => ({ at, context, steps: begun.get(at) ?? [] }))
    .filter(({ at }) => !settled.has(at))
}

const afterCommit = new Set(stages.slice(stages.indexOf('check') + 1))

/** Does what came after the commit, as far as it is not true yet, and drops what undo would have needed. */
const finish = async (
  { at, context, steps: begun }: Open,
  planned: readonly Step[],
  written: Journal,
  options: RecoverOptions,
): Promise<readonly string[]> => {
  const rest = planned.filter(({ stage }) => afterCommit.has(stage))
  const [made] = await makePlans([{ context, steps: rest }], options.kinds, options.world)
  if (made?.error !== undefined) return [messageOf(made.error)]
  const leftOver: string[] = []
  for (const [place, one] of (made?.steps ?? []).entries())
    leftOver.push(...(await runForGood(one, () => written.keep([at, planned.length + place]), options)))
  if (leftOver.length === 0) await discardAll(context, begun, options)
  return leftOver
}

/** Runs one step and drops at once what its undo would have needed: after the commit nothing is undone. */
const runForGood = async (
  { step, observed }: PlannedStep,
  keep: () => string,
  { kinds, world, progress }: RecoverOptions,
): Promise<string[]> => {
  progress({ event: 'begun', context: step.context, title: step.title, host: 'localhost' })
  try {
    const kind = kindOf(kinds, step.kind)
    const prepared = { step, before: await kind.prepare(step, observed, keep, world) }
    const [outcome] = await kind.run([prepared], world)
    if (outcome?.ok === false) throw outcome.error
    await kind.discard?.(prepared, world)
    return []
  } catch (error) {
    return [`${step.title}: ${messageOf(error)}`]
  }
}

/** What is left over of each plan. */
type LeftOver = readonly (readonly string[])[]

/** All together, so that a web server reloads once. */
const undo = async (open: readonly Open[], written: Journal, options: RecoverOptions): Promise<LeftOver> => {
  const leftOver = await undoAll(open, options)
  written.note(open.map(({ at }, place) => ({ undone: at, leftOver: leftOver[place] ?? [] })))
  return leftOver
}

const finishAll = async (
  open: readonly Open[],
  { header }: JournalText,
  written: Journal,
  options: RecoverOptions,
): Promise<LeftOver> => {
  const leftOver: (readonly string[])[] = []
  for (const one of open) leftOver.push(await finish(one, header.plans[one.at]?.steps ?? [], written, options))
  written.note(open.flatMap(({ at }, place) => (leftOver[place]?.length === 0 ? { finished: at } : [])))
  return leftOver
}

/** What the dead process had written beside a file, and not put in its place. */
const sweep = (open: readonly Open[], { kinds, world }: RecoverOptions): void =>
  world.host.files.sweep(
    open.flatMap(({ steps }) => steps.flatMap(({ step }) => kindOf(kinds, step.kind).writes?.(step, world) ?? [])),
  )

const settle = async (journal: JournalText, options: RecoverOptions): Promise<Recovered> => {
  const { id, task } = journal.header
  const written = Journal.reopen(options.home, journal)
  const [open, committed] = [openPlans(journal), committedIn(journal.entries)]
  const [past, before] = [open.filter(({ at }) => committed.has(at)), open.filter(({ at }) => !committed.has(at))]
  const leftOver = [...(await finishAll(past, journal, written, options)), ...(await undo(before, written, options))]
  sweep(open, options)
  const how = past.length > 0 ? 'finished' : 'undone'
  if (leftOver.flat().length > 0) written.leaveOpen()
  else written.close(how === 'finished' ? 'done' : 'undone')
  const stuck = [...past, ...before].filter((_, place) => leftOver[place]?.length !== 0)
  return {
    id,
    task,
    contexts: contextsOf(journal),
    how,
    leftOver: leftOver.flat(),
    stuck: stuck.map(({ context }) => context),
  }
}

const notSettled = (journal: JournalText, error: unknown): Recovered => {
  const { id, task } = journal.header
  const contexts = contextsOf(journal)
  return { id, task, contexts, how: 'undone', leftOver: [messageOf(error)], stuck: unsettled(journal) }
}

/** Nothing when somebody else has been quicker; one that cannot be settled at all stops no other. */
const settleLocked = async (broken: JournalText, options: RecoverOptions): Promise<Recovered | undefined> => {
  try {
    const lock = await options.locks.acquireAll(unsettled(broken), patienceSeconds)
    try {
      const still = brokenJournals(options.home).find(({ header }) => header.id === broken.header.id)
      return still === undefined ? undefined : await settle(still, options)
    } finally {
      lock.release()
    }
  } catch (error) {
    return notSettled(broken, error)
  }
}

const patienceSeconds = 30

/** Undoes what dead tasks left half done, or finishes what had passed its commit. */
export const recover = async (options: RecoverOptions, contexts?: readonly string[]): Promise<readonly Recovered[]> => {
  const recovered: Recovered[] = []
  for (const broken of brokenJournals(options.home, contexts)) {
    const settled = await settleLocked(broken, options)
    if (settled !== undefined) recovered.push(settled)
  }
  return recovered
}
