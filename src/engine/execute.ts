import { InvalidInput, ProvisionError } from '../errors.js'
import type { World } from '../steps/world.js'
import { Journal, noJournal } from './journal.js'
import { announced } from './announce.js'
import type { Held, Locks } from './locks.js'
import { type Intent, type Kinds, type Plan, changes, makePlans } from './plan.js'
import type { Progress } from './progress.js'
import { brokenJournals, recover } from './recover.js'
import { type Ended, runPlans } from './runner.js'

/** What a task is run with. */
export interface Engine {
  readonly home: string
  readonly kinds: Kinds
  readonly world: World
  readonly locks: Locks
  readonly progress: Progress
  readonly signal?: AbortSignal
  /** Told what is about to be run. */
  readonly planned?: (plans: readonly Plan[]) => void
}

/** A task on some contexts: what it wants is asked for anew once the contexts are locked. */
export interface Task {
  readonly name: string
  readonly contexts: readonly string[]
  /** What is locked besides the contexts, for a moment only, and so waited for. */
  readonly alsoLocks?: readonly string[]
  /** Reads the contexts and says what should be true; a context that cannot be read gives its error. */
  readonly intents: (contexts: readonly string[]) => Iterable<Intent | Failed>
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

/** Contexts that are planned together: of most nothing is left to do, and so nothing is held in memory. */
const atOnce = 1000

function* inParts<Item>(items: Iterable<Item>): Iterable<readonly Item[]> {
  let part: Item[] = []
  for (const item of items) {
    part.push(item)
    if (part.length < atOnce) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

const planAll = async (wanted: Iterable<Intent | Failed>, engine: Engine): Promise<readonly Plan[]> => {
  const plans: Plan[] = []
  for (const some of inParts(wanted)) plans.push(...(await planSome(some, engine)))
  return plans
}

/** Plans in the order of the wanted; what failed to be read is a plan with an error. */
const planSome = async (wanted: readonly (Intent | Failed)[], { kinds, world }: Engine): Promise<readonly Plan[]> => {
  const made = await makePlans(wanted.filter((one) => !isFailed(one)) as Intent[], kinds, world)
  const byContext = new Map(made.map((plan) => [plan.context, plan]))
  return wanted.map((one) => (isFailed(one) ? { ...one, steps: [] } : (byContext.get(one.context) as Plan)))
}

/** Undoes or finishes what dead tasks have left of the contexts; tells whether there was anything. */
const recoverFirst = async ({ name, contexts }: Pick<Task, 'name' | 'contexts'>, engine: Engine): Promise<boolean> => {
  const recovered = await recover(engine, contexts)
  const stuck = recovered.filter(({ leftOver }) => leftOver.length > 0)
  if (stuck.length === 0) return recovered.length > 0
  throw new ProvisionError(
    'PROVISION_RECOVERY_FAILED',
    `${name}: an earlier task left something that cannot be undone: ${stuck.flatMap(({ leftOver }) => leftOver).join('; ')}`,
    { fix: 'remove the cause, then: provision-recover' },
  )
}

/**
 * Read, plan, apply: what is right already costs no lock and no byte written. What is wrong may be the half-done work
 * of another task, and what was read before a recovery is old: both count only once the context is locked.
 */
export const execute = async (task: Task, engine: Engine, how: Execution = {}): Promise<readonly Executed[]> => {
  const recovered = !how.planOnly && (await recoverFirst(task, engine))
  const plans = await planAll(task.intents(task.contexts), engine)
  const open = recovered ? plans : plans.filter((plan) => isOpen(plan, how))
  if (how.planOnly || open.length === 0) return plans.map((plan) => ({ plan }))
  const quick = recovered ? undefined : await checked(open, engine)
  const ended = quick ?? (await applyLocked(task, open, engine, how))
  const done = new Map(ended.map((one) => [one.plan.context, one]))
  return plans.map((plan) => done.get(plan.context) ?? { plan })
}

const isOpen = (plan: Plan, { alwaysCheck }: Execution): boolean =>
  plan.error === undefined ? changes(plan) || (alwaysCheck === true && plan.steps.length > 0) : !isFinal(plan.error)

/** What the user has to correct is no work of another task's. */
const isFinal = (error: unknown): boolean =>
  error instanceof InvalidInput || (error instanceof ProvisionError && error.code === 'PROVISION_MISSING_CONTEXT')

const checksAlone = ({ steps }: Plan): boolean => steps.every(({ step: { stage } }) => stage === 'check')

/** Checks alone need no lock while all is well; when one fails, another task may be at work, which the lock will tell. */
const checked = async (plans: readonly Plan[], engine: Engine): Promise<readonly Executed[] | undefined> => {
  if (!plans.every((plan) => plan.error === undefined && checksAlone(plan))) return undefined
  const progress = { ...engine.progress, failed: () => {} }
  const ended = await runPlans(plans, { ...engine, progress, journal: noJournal })
  return ended.every(({ error }) => error === undefined) ? withEnds(plans, ended) : undefined
}

const sharedWaitSeconds = 30

/** Plans once more under the locks, for somebody may have been quicker; what another task holds stops nothing else. */
const applyLocked = async (
  task: Task,
  open: readonly Plan[],
  engine: Engine,
  { waitSeconds, alwaysCheck }: Execution,
): Promise<readonly Executed[]> => {
  const shared = await engine.locks.acquireAll(task.alsoLocks ?? [], sharedWaitSeconds)
  try {
    const { release, refused } = await lockRecovered({ ...task, contexts: namesOf(open) }, engine, waitSeconds)
    try {
      const free = open.filter(({ context }) => !refused.has(context))
      const ended = await announced(free, engine, async () =>
        applyPlans(task.name, await planAll(task.intents(namesOf(free)), engine), engine, alwaysCheck),
      )
      return [...ended, ...[...refused].map(asRefused)]
    } finally {
      release()
    }
  } finally {
    shared.release()
  }
}

const namesOf = (plans: readonly Plan[]): readonly string[] => plans.map(({ context }) => context)

const asRefused = ([context, error]: readonly [string, unknown]): Executed => ({ plan: { context, steps: [], error } })

/** Who was waited for may have died half-way. */
export const lockRecovered = async (
  task: Pick<Task, 'name' | 'contexts'>,
  engine: Engine,
  waitSeconds?: number,
): Promise<Held> => {
  for (;;) {
    const held = await engine.locks.acquireFree(task.contexts, waitSeconds, engine.signal)
    const free = task.contexts.filter((context) => !held.refused.has(context))
    if (brokenJournals(engine.home, free).length === 0) return held
    held.release()
    await recoverFirst(task, engine)
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
  engine.planned?.(plans)
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
