import { ProvisionError } from '../errors.js'
import type { World } from '../steps/world.js'
import { Journal, noJournal } from './journal.js'
import type { Locks } from './locks.js'
import { type Intent, type Kinds, type Plan, changes, makePlans } from './plan.js'
import type { Progress } from './progress.js'
import { recover } from './recover.js'
import { type Ended, runPlans } from './runner.js'

/** What a task is run with. */
export interface Engine {
  readonly home: string
  readonly kinds: Kinds
  readonly world: World
  readonly locks: Locks
  readonly progress: Progress
  readonly signal?: AbortSignal
}

/** A task on some contexts: what it wants is asked for anew once the contexts are locked. */
export interface Task {
  readonly name: string
  readonly contexts: readonly string[]
  /** What is locked besides the contexts, for a moment only, and so waited for. */
  readonly alsoLocks?: readonly string[]
  /** Reads the contexts and says what should be true; a context that cannot be read gives its error. */
  readonly intents: (contexts: readonly string[]) => readonly (Intent | Failed)[]
}

export interface Failed {
  readonly context: string
  readonly error: unknown
}

export interface Execution {
  readonly waitSeconds?: number
  /** Stops after planning: nothing is changed, and no dead task is recovered. */
  readonly planOnly?: boolean
  /** Runs checks even where nothing changes. */
  readonly alwaysCheck?: boolean
}

/** The plan of one context, and how it has ended when it was run. */
export interface Executed {
  readonly plan: Plan
  readonly ended?: Ended
}

const isFailed = (wanted: Intent | Failed): wanted is Failed => 'error' in wanted

/** Plans in the order of the wanted; what failed to be read is a plan with an error. */
const planAll = async (wanted: readonly (Intent | Failed)[], { kinds, world }: Engine): Promise<readonly Plan[]> => {
  const made = await makePlans(wanted.filter((one) => !isFailed(one)) as Intent[], kinds, world)
  const byContext = new Map(made.map((plan) => [plan.context, plan]))
  return wanted.map((one) => (isFailed(one) ? { ...one, steps: [] } : (byContext.get(one.context) as Plan)))
}

const recoverFirst = async ({ name, contexts }: Task, engine: Engine): Promise<void> => {
  const stuck = (await recover(engine, contexts)).filter(({ leftOver }) => leftOver.length > 0)
  if (stuck.length === 0) return
  throw new ProvisionError(
    'PROVISION_RECOVERY_FAILED',
    `${name}: an earlier task left something that cannot be undone: ${stuck.flatMap(({ leftOver }) => leftOver).join('; ')}`,
    { fix: 'remove the cause, then: provision-recover' },
  )
}

/** Read, plan, apply: what is right already costs no lock and no byte written. */
export const execute = async (task: Task, engine: Engine, how: Execution = {}): Promise<readonly Executed[]> => {
  if (!how.planOnly) await recoverFirst(task, engine)
  const plans = await planAll(task.intents(task.contexts), engine)
  const open = plans.filter(
    (plan) => plan.error === undefined && (changes(plan) || (how.alwaysCheck && plan.steps.length > 0)),
  )
  if (how.planOnly || open.length === 0) return plans.map((plan) => ({ plan }))
  const ended = (await checked(open, engine)) ?? (await applyLocked(withContextsOf(task, open), engine, how))
  const done = new Map(ended.map((one) => [one.plan.context, one]))
  return plans.map((plan) => done.get(plan.context) ?? { plan })
}

const withContextsOf = (task: Task, plans: readonly Plan[]): Task => ({
  ...task,
  contexts: plans.map(({ context }) => context),
})

const checksAlone = ({ steps }: Plan): boolean => steps.every(({ step: { stage } }) => stage === 'check')

/** Checks alone need no lock while all is well; when one fails, another task may be at work, which the lock will tell. */
const checked = async (plans: readonly Plan[], engine: Engine): Promise<readonly Executed[] | undefined> => {
  if (!plans.every(checksAlone)) return undefined
  const progress = { ...engine.progress, failed: () => {} }
  const ended = await runPlans(plans, { ...engine, progress, journal: noJournal })
  return ended.every(({ error }) => error === undefined) ? withEnds(plans, ended) : undefined
}

const sharedWaitSeconds = 30

/** Plans once more under the locks, for somebody may have been quicker. */
const applyLocked = async (
  task: Task,
  engine: Engine,
  { waitSeconds, alwaysCheck }: Execution,
): Promise<readonly Executed[]> => {
  const shared = await engine.locks.acquireAll(task.alsoLocks ?? [], sharedWaitSeconds)
  try {
    const lock = await engine.locks.acquireAll(task.contexts, waitSeconds)
    try {
      const plans = await planAll(task.intents(task.contexts), engine)
      return await applyPlans(task.name, plans, engine, alwaysCheck)
    } finally {
      lock.release()
    }
  } finally {
    shared.release()
  }
}

/** Runs plans whose contexts are locked. */
export const applyPlans = async (
  task: string,
  plans: readonly Plan[],
  engine: Engine,
  alwaysCheck = false,
): Promise<readonly Executed[]> => {
  const open = plans.filter(
    (plan) => plan.error === undefined && plan.steps.length > 0 && (alwaysCheck || changes(plan)),
  )
  return withEnds(plans, open.length === 0 ? [] : await journaled(task, open, engine))
}

const withEnds = (plans: readonly Plan[], ended: readonly Ended[]): readonly Executed[] => {
  const byContext = new Map(ended.map((one) => [one.context, one]))
  return plans.map((plan) => {
    const end = byContext.get(plan.context)
    return end === undefined ? { plan } : { plan, ended: end }
  })
}

const journaled = async (task: string, plans: readonly Plan[], engine: Engine): Promise<readonly Ended[]> => {
  if (!plans.some(changes)) return runPlans(plans, { ...engine, journal: noJournal })
  const journal = Journal.open(engine.home, {
    task,
    holder: engine.locks.holder,
    plans: plans.map(({ context, steps }) => ({ context, steps: steps.map(({ step }) => step) })),
  })
  const ended = await runPlans(plans, { ...engine, journal })
  if (ended.some(({ leftOver }) => leftOver.length > 0)) journal.leaveOpen()
  else journal.close(ended.every(({ error }) => error === undefined) ? 'done' : 'undone')
  return ended
}
