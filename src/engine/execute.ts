import { InvalidInput, ProvisionError } from '../errors.js'
import { announced } from './announce.js'
import { applyPlans, withEnds } from './apply.js'
import type { Engine } from './engine.js'
import { activity } from './journal/activity.js'
import { noJournal } from './journal/write.js'
import { Stuck, keptFailedContexts, lockWithShared, recoverFirst } from './locked.js'
import { dependents } from './dependents.js'
import { type Plan, hasChanges, involvedIn, namesOf } from './plan.js'
import { planAll } from './plan-task.js'
import { runPlans } from './runner.js'
import type { Executed, Execution, Task } from './task.js'

/**
 * Read, plan, apply. A context that needs no change costs no lock and no write. A context that needs one may be half
 * done by another task, and data from before a recovery is old: both count only after locking.
 */
export const execute = async (task: Task, engine: Engine, how: Execution = {}): Promise<readonly Executed[]> => {
  if (how.planOnly) return planned(task, engine)
  const { any: recovered, stuck } = await recoverFirst(task.contexts, engine)
  const unblocked = task.contexts.filter((context) => !stuck.has(context))
  const plans = await planAll(task, unblocked, engine)
  const open = recovered ? plans : plans.filter((plan) => isOpen(plan, how))
  const quick = recovered ? undefined : await checked(open, task, engine)
  const failed = [...stuck.keys(), ...namesOf(plans.filter(hasFinallyFailed))]
  const since = recovered ? undefined : engine.since
  const ended = quick ?? (await applyLocked({ task, since, failed }, open, engine, how))
  return asAskedFor(task.contexts, [...asPlanned(plans), ...[...stuck].map(asRefused), ...ended])
}

/** What a saved plan asks of the plans of its task. */
export interface PlannedBefore {
  /** Throws unless the plans are what was saved. */
  readonly accept: (plans: readonly Plan[]) => readonly Plan[]
  /** Throws unless the user agrees. */
  readonly agree: (plans: readonly Plan[]) => Promise<void>
}

/**
 * Runs a task whose plan was accepted before: all of it, or nothing. It is planned before the user is asked, and once
 * more under the locks.
 */
export const executePlanned = async (
  task: Task,
  engine: Engine,
  how: Execution,
  { accept, agree }: PlannedBefore,
): Promise<readonly Executed[]> => {
  const plans = accept(await planAll(task, task.contexts, engine))
  if (how.planOnly) return asPlanned(plans)
  await agree(plans)
  const involved = new Set(plans.flatMap(involvedIn))
  const { release, refused } = await lockWithShared(task.alsoLocks ?? [], [...involved], engine, how.waitSeconds)
  try {
    for (const error of refused.values()) throw error
    const now = accept(await planAll(task, task.contexts, engine)).map(refuseBeyond(involved))
    return await applyPlans(task, now, engine, how)
  } finally {
    release()
  }
}

/** What the task would do, and the contexts that a failed state blocks. */
const planned = async (task: Task, engine: Engine): Promise<readonly Executed[]> => {
  const blocked = keptFailedContexts(task.contexts, engine)
  const plans = await planAll(
    task,
    task.contexts.filter((context) => !blocked.has(context)),
    engine,
  )
  return asAskedFor(task.contexts, [...asPlanned(plans), ...[...blocked].map(asRefused)])
}

const asPlanned = (plans: readonly Plan[]): readonly Executed[] => plans.map((plan) => ({ plan }))

/** In the order of the request. The last report of a context counts. */
const asAskedFor = (contexts: readonly string[], executed: readonly Executed[]): readonly Executed[] => {
  const last = new Map(executed.map((executedPlan) => [executedPlan.plan.context, executedPlan]))
  return [...new Set([...contexts, ...last.keys()])].flatMap((context) => last.get(context) ?? [])
}

const isOpen = (plan: Plan, { alwaysCheck }: Execution): boolean =>
  plan.error === undefined ? hasChanges(plan) || (alwaysCheck === true && plan.steps.length > 0) : !isFinal(plan.error)

/** Locking does not help against an error that the user has to correct. */
const isFinal = (error: unknown): boolean =>
  error instanceof InvalidInput || (error instanceof ProvisionError && error.code === 'PROVISION_MISSING_CONTEXT')

const hasFinallyFailed = ({ error }: Plan): boolean => error !== undefined && isFinal(error)

/** Checks alone need no lock while they succeed. After a failure the lock shows whether another task is at work. */
const checked = async (
  plans: readonly Plan[],
  { stages }: Task,
  engine: Engine,
): Promise<readonly Executed[] | undefined> => {
  if (!plans.every((plan) => plan.error === undefined && !hasChanges(plan))) return undefined
  const progress: Engine['progress'] = (event) => {
    if (event.event !== 'failed') engine.progress(event)
  }
  const { ended } = await runPlans(plans, { ...engine, stages, progress, journal: noJournal })
  return ended.every(({ error }) => error === undefined) ? withEnds(plans, ended) : undefined
}

/** A task before it has locks. */
interface Unlocked {
  readonly task: Task
  /** `activity` before anything was read. Undefined if the data read is old already. */
  readonly since: string | undefined
  /** Contexts that have failed already. */
  readonly failed: readonly string[]
}

/**
 * Plans again under the locks if another task was faster. A context locked by another task stops only the plans that
 * need it.
 */
const applyLocked = async (
  { task, since, failed }: Unlocked,
  open: readonly Plan[],
  engine: Engine,
  how: Execution,
): Promise<readonly Executed[]> => {
  if (open.length === 0) return []
  const involved = new Set(open.flatMap(involvedIn))
  const { release, refused } = await lockWithShared(task.alsoLocks ?? [], [...involved], engine, how.waitSeconds)
  try {
    const errors = refusedPlans(open, refused, failed)
    const lockable = open.filter(({ context }) => !errors.has(context))
    const ended = await announced(lockable, engine, async () => {
      const plans = await plansNow({ task, since, failed }, lockable, engine)
      return applyPlans(task, plans.map(refuseBeyond(involved)), engine, how)
    })
    return [...ended, ...[...errors].map(asRefused)]
  } finally {
    release()
  }
}

/** Refuses a plan that involves a context without a lock: the state has changed since it was planned. */
const refuseBeyond =
  (locked: ReadonlySet<string>) =>
  (plan: Plan): Plan => {
    const beyond = involvedIn(plan).find((context) => !locked.has(context))
    if (beyond === undefined) return plan
    const message = `${plan.context}: another task has changed what it involves: now also ${beyond}`
    const error = new ProvisionError('PROVISION_LOCKED', message, { fix: 'retry', context: plan.context })
    return { ...plan, steps: [], error }
  }

/** Plans that cannot run: another task holds one of their contexts, or a context that they need fails. */
const refusedPlans = (
  plans: readonly Plan[],
  refused: ReadonlyMap<string, ProvisionError>,
  failed: readonly string[],
): ReadonlyMap<string, ProvisionError> => {
  const own = plans.flatMap((plan) => {
    const error = involvedIn(plan).flatMap((context) => refused.get(context) ?? [])[0]
    return error === undefined ? [] : [[plan.context, error] as const]
  })
  const errors = new Map(own)
  return new Map([...errors, ...dependents(plans, [...failed, ...errors.keys()])])
}

/** A plan made before locking still holds if no task has begun or ended since. */
const plansNow = async ({ task, since }: Unlocked, plans: readonly Plan[], engine: Engine): Promise<readonly Plan[]> =>
  since !== undefined && since === activity(engine.home) ? plans : planAll(task, namesOf(plans), engine)

const asRefused = ([context, error]: readonly [string, ProvisionError]): Executed => {
  const plan = { context, steps: [], error }
  const leftOver = error instanceof Stuck ? error.leftOver : []
  return leftOver.length === 0 ? { plan } : { plan, ended: { context, changed: false, results: {}, error, leftOver } }
}
