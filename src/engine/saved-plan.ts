import { closeSync, constants, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import type { Engine } from './engine.js'
import { applyPlans } from './apply.js'
import type { Executed, Task } from './task.js'
import { lockWithShared } from './locked.js'
import {
  type Compared,
  type Intent,
  type Plan,
  digest,
  involvedIn,
  kindOf,
  neededSteps,
  rankIn,
  worldMoved,
} from './plan.js'
import { ProvisionError, messageOf } from '../errors.js'
import type { Kinds } from '../steps/common/kind.js'
import type { Stages } from '../steps/common/stages.js'
import type { Step } from '../steps/common/step.js'

interface SavedStep {
  readonly step: Step
  /** SHA-256 of the observed state at planning. */
  readonly observed: string
}

/** The user has to confirm again when a saved plan that destroys something runs. */
export interface Consent {
  /** The context that the user names to confirm. */
  readonly context: string
  /** What the user confirms: `deleting @example.com and all that belongs to it`. */
  readonly to: string
}

interface SavedIntent extends Omit<Intent, 'steps' | 'known'> {
  readonly steps: readonly SavedStep[]
}

/** A plan as `--dry-run --out FILE` saves it. */
export interface SavedPlan {
  readonly format: 3
  readonly task: string
  readonly stages: Stages
  readonly keeps: boolean
  /** Locks besides the contexts. */
  readonly alsoLocks: readonly string[]
  readonly consents: readonly Consent[]
  readonly plans: readonly SavedIntent[]
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

const onlyOwner = 0o600

const saved = ({ steps, error: _, known: _known, data: _data, ...intent }: Plan): SavedIntent => ({
  ...intent,
  steps: steps.map(({ step, observed }) => ({ step, observed: digest(observed) })),
})

/** A plan holds no secrets that the user gives, so a saved plan with one could not run later. */
const refuseGivenSecrets = (plans: readonly Plan[]): void => {
  const secret = plans
    .flatMap(({ steps }) => steps)
    .find(({ step }) => step.kind === 'secret' && 'want' in step && step['want'] === 'given')
  if (secret === undefined) return
  throw new ProvisionError('PROVISION_USAGE', `a plan with a new secret cannot be saved: ${secret.step.title}`, {
    fix: 'give the secret without --out',
  })
}

/** A plan without some of its contexts would be less than the task that was asked for. */
const refuseFailed = (plans: readonly Plan[]): void => {
  const failed = plans.filter(({ error }) => error !== undefined).map(({ context }) => context)
  if (failed.length === 0) return
  throw new ProvisionError('PROVISION_USAGE', `the plan is not saved, because it failed for ${failed.join(', ')}`, {
    fix: 'correct that first: the same command without --out says what failed',
  })
}

/** Whether a step removes something, or does what undo does not restore. */
const destroys = (step: Step, kinds: Kinds): boolean => {
  const { removes, irreversible } = kindOf(kinds, step.kind)
  return (removes?.(step) ?? []).length > 0 || irreversible?.(step) !== undefined
}

/** What the user has to confirm: what the task asked for, and what else the steps destroy, whatever the file says. */
export const consentsOf = ({ consents, plans }: SavedPlan, kinds: Kinds): readonly Consent[] => {
  const asked = new Set(consents.map(({ context }) => context))
  const destroying = plans.filter(
    ({ context, steps }) => !asked.has(context) && steps.some(({ step }) => destroys(step, kinds)),
  )
  return [
    ...consents,
    ...destroying.map(({ context }) => ({ context, to: `removing what the plan removes of ${context}` })),
  ]
}

type Saved = Pick<Task, 'name' | 'stages' | 'keeps' | 'alsoLocks'> & Pick<SavedPlan, 'consents'>

/** Creates a new file that nobody else can read. Follows no link, and replaces nothing. */
const createFile = (path: string, text: string): void => {
  try {
    writeFileSync(path, text, { mode: onlyOwner, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new ProvisionError('PROVISION_USAGE', `${path} exists already`, {
      fix: 'name a new file with --out',
      cause: error,
    })
  }
}

export const writePlan = (path: string, task: Saved, executed: readonly Executed[]): void => {
  const { name, stages, keeps = false, alsoLocks = [], consents } = task
  const plans = executed.map(({ plan }) => plan)
  refuseFailed(plans)
  refuseGivenSecrets(plans)
  const plan: SavedPlan = {
    format: 3,
    task: name,
    stages,
    keeps,
    alsoLocks,
    consents,
    plans: plans.filter(({ steps }) => steps.length > 0).map(saved),
  }
  createFile(path, `${JSON.stringify(plan, undefined, 2)}\n`)
}

const othersMayWrite = 0o022

/** A plan is a program, so only a file counts that no other user can have written. */
const refuseForeign = (path: string, file: number): void => {
  const state = fstatSync(file)
  if (state.isFile() && state.uid === process.getuid?.() && (state.mode & othersMayWrite) === 0) return
  throw new ProvisionError('PROVISION_USAGE', `${path} is not a file that you alone can write`, {
    fix: 'make a plan of your own: --dry-run --out FILE',
  })
}

const textOf = (path: string): string => {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    refuseForeign(path, file)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/** Steps out of order would not run. */
const refuseDisorder = ({ stages, plans }: SavedPlan, path: string): void => {
  const rank = rankIn(stages)
  const isOrdered = plans.every(({ steps }) =>
    steps.every(({ step }, index) => index === 0 || rank(step) >= rank((steps[index - 1] as SavedStep).step)),
  )
  if (isOrdered) return
  throw new ProvisionError('PROVISION_USAGE', `${path}: its steps are not in the order of their stages`, {
    fix: 'make the plan again: --dry-run --out FILE',
  })
}

export const readPlan = (path: string): SavedPlan => {
  try {
    const plan = JSON.parse(textOf(path)) as SavedPlan
    if (plan.format === 3 && Array.isArray(plan.plans)) {
      refuseDisorder(plan, path)
      return plan
    }
  } catch (error) {
    if (error instanceof ProvisionError) throw error
    throw new ProvisionError('PROVISION_USAGE', `${path}: ${messageOf(error)}`, {
      fix: 'make a plan: --dry-run --out FILE',
      cause: error,
    })
  }
  throw new ProvisionError('PROVISION_USAGE', `${path} is not a saved plan of this version`, {
    fix: 'make one: --dry-run --out FILE',
  })
}

const planNow = async ({ steps, ...intent }: SavedIntent, { kinds, world }: Engine): Promise<Plan> => {
  const compared: Compared[] = []
  const stale = (step: Step): Plan => ({ ...intent, steps: [], error: worldMoved(intent.context, step.title) })
  for (const { step, observed: before } of steps) {
    const kind = kindOf(kinds, step.kind)
    const [observed] = await kind.observe([step], world)
    if (digest(observed) !== before) return stale(step)
    compared.push({ step, observed, change: kind.change(step, observed) })
  }
  const needed = new Set(neededSteps(compared, { kinds, world }).map(({ step }) => step))
  const unneeded = compared.find(({ step }) => !needed.has(step))
  return unneeded === undefined ? { ...intent, steps: neededSteps(compared, { kinds, world }) } : stale(unneeded.step)
}

const planAllNow = async ({ plans }: SavedPlan, engine: Engine): Promise<readonly Plan[]> => {
  const planned: Plan[] = []
  for (const plan of plans) planned.push(await planNow(plan, engine))
  if (planned.every(({ error }) => error === undefined)) return planned
  return planned.map((plan) => ({ ...plan, error: plan.error ?? blockedByOther(plan) }))
}

/** What the saved steps would do now. */
export const planSaved = async (saved: SavedPlan, engine: Engine): Promise<readonly Executed[]> =>
  (await planAllNow(saved, engine)).map((plan) => ({ plan }))

/** Runs exactly the saved steps. If the state of one context has changed, none of them runs. */
export const executeSaved = async (saved: SavedPlan, engine: Engine, waitSeconds = 0): Promise<readonly Executed[]> => {
  const { task: name, stages, keeps, alsoLocks } = saved
  const contexts = [...new Set(saved.plans.flatMap(involvedIn))]
  const { release, refused } = await lockWithShared(alsoLocks, contexts, engine, waitSeconds)
  try {
    const [locked] = refused.values()
    if (locked !== undefined) throw locked
    return await applyPlans({ name, stages, keeps }, await planAllNow(saved, engine), engine)
  } finally {
    release()
  }
}

const blockedByOther = ({ context }: Plan): ProvisionError =>
  new ProvisionError('PROVISION_PLAN_STALE', `${context}: not done, because another part of the plan is stale`, {
    context,
  })
