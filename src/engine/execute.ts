import { InvalidInput, ProvisionError } from '../errors.js'
import type { World } from '../steps/common/world.js'
import { activity } from './activity.js'
import { Journal, noJournal } from './journal.js'
import { announced } from './announce.js'
import { Stuck, lockWithShared, recoverFirst } from './locked.js'
import type { Locks } from './locks.js'
import { type Intent, type Kinds, type Plan, changes, makePlans, namesOf, needing, withoutLacking } from './plan.js'
import type { Progress } from './progress.js'
import { runPlans } from './runner.js'
import type { Ended } from './running.js'

/** What a task is run with. */
export interface Engine {
  readonly home: string
  readonly kinds: Kinds
  readonly world: World
  readonly locks: Locks
  readonly progress: Progress
  readonly signal?: AbortSignal
  /** What `activity` was before anything was read of which tasks plan; without it everything is planned once more. */
  readonly since?: string | undefined
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
  return withoutLacking(plans)
}

/** Plans in the order of the wanted; what failed to be read is a plan with an error. */
const planSome = async (wanted: readonly (Intent | Failed)[], { kinds, world }: Engine): Promise<readonly Plan[]> => {
  const made = await makePlans(wanted.filter((one) => !isFailed(one)) as Intent[], kinds, world)
  const byContext = new Map(made.map((plan) => [plan.context, plan]))
  return wanted.map((one) => (isFailed(one) ? { ...one, steps: [] } : (byContext.get(one.context) as Plan)))
}

/**
 * Read, plan, apply: what is right already costs no lock and no byte written. What is wrong may be the half-done work
 * of another task, and what was read before a recovery is old: both count only once the context is locked.
 */
export const execute = async (task: Task, engine: Engine, how: Execution = {}): Promise<readonly Executed[]> => {
  if (how.planOnly) return asPlanned(await planAll(task.intents(task.contexts), engine))
  const { any: recovered, stuck } = await recoverFirst(task.contexts, engine)
  const plans = await planAll(task.intents(task.contexts.filter((context) => !stuck.has(context))), engine)
  const open = recovered ? plans : plans.filter((plan) => isOpen(plan, how))
  const quick = recovered ? undefined : await checked(open, engine)
  const failed = [...stuck.keys(), ...namesOf(plans.filter(hasFinallyFailed))]
  const since = recovered ? undefined : engine.since
  const ended = quick ?? (await applyLocked({ ...task, since, failed }, open, engine, how))
  return asAskedFor(task.contexts, [...asPlanned(plans), ...[...stuck].map(asRefused), ...ended])
}

const asPlanned = (plans: readonly Plan[]): readonly Executed[] => plans.map((plan) => ({ plan }))

/** In the order in which they were asked for; of a context's reports the last counts. */
const asAskedFor = (contexts: readonly string[], executed: readonly Executed[]): readonly Executed[] => {
  const last = new Map(executed.map((one) => [one.plan.context, one]))
  return [...new Set(contexts)].flatMap((context) => last.get(context) ?? [])
}

const isOpen = (plan: Plan, { alwaysCheck }: Execution): boolean =>
  plan.error === undefined ? changes(plan) || (alwaysCheck === true && plan.steps.length > 0) : !isFinal(plan.error)

/** What the user has to correct is no work of another task's. */
const isFinal = (error: unknown): boolean =>
  error instanceof InvalidInput || (error instanceof ProvisionError && error.code === 'PROVISION_MISSING_CONTEXT')

const hasFinallyFailed = ({ error }: Plan): boolean => error !== undefined && isFinal(error)

const checksAlone = ({ steps }: Plan): boolean => steps.every(({ step: { stage } }) => stage === 'check')

/** Checks alone need no lock while all is well; when one fails, another task may be at work, which the lock will tell. */
const checked = async (plans: readonly Plan[], engine: Engine): Promise<readonly Executed[] | undefined> => {
  if (!plans.every((plan) => plan.error === undefined && checksAlone(plan))) return undefined
  const progress: Progress = (event) => {
    if (event.event !== 'failed') engine.progress(event)
  }
  const ended = await runPlans(plans, { ...engine, progress, journal: noJournal })
  return ended.every(({ error }) => error === undefined) ? withEnds(plans, ended) : undefined
}

/** A task as far as it has come without a lock. */
interface Planned extends Task {
  /** What `activity` was before anything was read; undefined when what was read is old already. */
  readonly since: string | undefined
  /** Contexts that nothing can be done for. */
  readonly failed: readonly string[]
}

/** Plans once more under the locks when somebody has been quicker; what another task holds stops what needs it, and nothing else. */
const applyLocked = async (
  task: Planned,
  open: readonly Plan[],
  engine: Engine,
  { waitSeconds, alwaysCheck }: Execution,
): Promise<readonly Executed[]> => {
  if (open.length === 0) return []
  const { release, refused } = await lockWithShared(task.alsoLocks ?? [], namesOf(open), engine, waitSeconds)
  try {
    const lacking = needing(open, [...task.failed, ...refused.keys()])
    const not = new Map([...refused, ...lacking])
    const free = open.filter(({ context }) => !not.has(context))
    const ended = await announced(free, engine, async () =>
      applyPlans(task.name, await plansNow(task, free, engine), engine, alwaysCheck),
    )
    return [...ended, ...[...not].map(asRefused)]
  } finally {
    release()
  }
}

/** What was planned before the locks were had still holds when no task has begun or ended since. */
const plansNow = async (
  { since, intents }: Planned,
  plans: readonly Plan[],
  engine: Engine,
): Promise<readonly Plan[]> =>
  since !== undefined && since === activity(engine.home) ? plans : planAll(intents(namesOf(plans)), engine)

const asRefused = ([context, error]: readonly [string, ProvisionError]): Executed => {
  const plan = { context, steps: [], error }
  const leftOver = error instanceof Stuck ? error.leftOver : []
  return leftOver.length === 0 ? { plan } : { plan, ended: { context, changed: false, results: {}, error, leftOver } }
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
