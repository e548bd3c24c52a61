import { readFileSync, writeFileSync } from 'node:fs'
import type { Engine } from './engine.js'
import { applyPlans } from './apply.js'
import type { Executed, Task } from './task.js'
import { lockRecovered } from './locked.js'
import { type Compared, type Intent, type Plan, digest, involvedIn, kindOf, neededSteps, worldMoved } from './plan.js'
import { ProvisionError, messageOf } from '../errors.js'
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

interface SavedIntent extends Omit<Intent, 'steps' | 'known' | 'ifNotInstalled'> {
  readonly steps: readonly SavedStep[]
}

/** A plan as `--dry-run --out FILE` saves it. */
export interface SavedPlan {
  readonly format: 2
  readonly task: string
  readonly stages: Stages
  readonly keeps: boolean
  readonly consents: readonly Consent[]
  readonly plans: readonly SavedIntent[]
}

const onlyOwner = 0o600

const saved = ({ steps, error: _, known: _known, data: _data, warnings: _warnings, ...intent }: Plan): SavedIntent => ({
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

type Saved = Pick<Task, 'name' | 'stages' | 'keeps'> & Pick<SavedPlan, 'consents'>

export const writePlan = (path: string, task: Saved, executed: readonly Executed[]): void => {
  const { name, stages, keeps = false, consents } = task
  const plans = executed.map(({ plan }) => plan)
  refuseGivenSecrets(plans)
  const plan: SavedPlan = {
    format: 2,
    task: name,
    stages,
    keeps,
    consents,
    plans: plans.filter(({ steps }) => steps.length > 0).map(saved),
  }
  writeFileSync(path, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: onlyOwner })
}

export const readPlan = (path: string): SavedPlan => {
  try {
    const plan = JSON.parse(readFileSync(path, 'utf8')) as SavedPlan
    if (plan.format === 2 && Array.isArray(plan.plans)) return plan
  } catch (error) {
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
  const { task: name, stages, keeps } = saved
  const contexts = [...new Set(saved.plans.flatMap(involvedIn))]
  const { release, refused } = await lockRecovered(contexts, engine, waitSeconds)
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
