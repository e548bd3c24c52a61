import { readFileSync, writeFileSync } from 'node:fs'
import type { Engine } from './engine.js'
import { applyPlans } from './apply.js'
import type { Executed, Task } from './task.js'
import { lockRecovered } from './locked.js'
import { type Plan, digest, kindOf, worldMoved } from './plan.js'
import { ProvisionError, messageOf } from '../errors.js'
import type { Stages } from '../steps/common/stages.js'
import type { Step } from '../steps/common/step.js'

interface SavedStep {
  readonly step: Step
  /** SHA-256 of what was observed when it was planned. */
  readonly observed: string
}

/** A plan as `--dry-run --out FILE` keeps it. */
export interface SavedPlan {
  readonly format: 2
  readonly task: string
  readonly stages: Stages
  readonly plans: readonly { readonly context: string; readonly steps: readonly SavedStep[] }[]
}

const onlyOwner = 0o600

const saved = ({ context, steps }: Plan): SavedPlan['plans'][number] => ({
  context,
  steps: steps.map(({ step, observed }) => ({ step, observed: digest(observed) })),
})

/** Secrets that the user gives with a command are in no plan, so such a plan could not be carried out later. */
const refuseGivenSecrets = (plans: readonly Plan[]): void => {
  const secret = plans
    .flatMap(({ steps }) => steps)
    .find(({ step }) => step.kind === 'secret' && 'want' in step && step['want'] === 'given')
  if (secret === undefined) return
  throw new ProvisionError('PROVISION_USAGE', `a plan cannot be saved with a new secret in it: ${secret.step.title}`, {
    fix: 'give the secret without --out',
  })
}

export const writePlan = (path: string, { name, stages }: Task, executed: readonly Executed[]): void => {
  const plans = executed.map(({ plan }) => plan)
  refuseGivenSecrets(plans)
  const plan: SavedPlan = {
    format: 2,
    task: name,
    stages,
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

const planNow = async ({ context, steps }: SavedPlan['plans'][number], { kinds, world }: Engine): Promise<Plan> => {
  const planned = []
  for (const { step, observed: before } of steps) {
    const kind = kindOf(kinds, step.kind)
    const [observed] = await kind.observe([step], world)
    const change = kind.change(step, observed)
    if (digest(observed) !== before || change === undefined)
      return { context, steps: [], error: worldMoved(context, step.title) }
    planned.push({ step, observed, change })
  }
  return { context, steps: planned }
}

const planAllNow = async ({ plans }: SavedPlan, engine: Engine): Promise<readonly Plan[]> => {
  const planned: Plan[] = []
  for (const plan of plans) planned.push(await planNow(plan, engine))
  if (planned.every(({ error }) => error === undefined)) return planned
  return planned.map((plan) => ({ ...plan, error: plan.error ?? held(plan) }))
}

/** What the saved steps would do now. */
export const planSaved = async (saved: SavedPlan, engine: Engine): Promise<readonly Executed[]> =>
  (await planAllNow(saved, engine)).map((plan) => ({ plan }))

/** Runs exactly the saved steps; when one context's world has moved, none of them runs. */
export const executeSaved = async (saved: SavedPlan, engine: Engine, waitSeconds = 0): Promise<readonly Executed[]> => {
  const contexts = saved.plans.map(({ context }) => context)
  const { release, refused } = await lockRecovered(contexts, engine, waitSeconds)
  try {
    const [locked] = refused.values()
    if (locked !== undefined) throw locked
    return await applyPlans({ name: saved.task, stages: saved.stages }, await planAllNow(saved, engine), engine)
  } finally {
    release()
  }
}

const held = ({ context }: Plan): ProvisionError =>
  new ProvisionError('PROVISION_PLAN_STALE', `${context}: not done, for another part of the plan is stale`, { context })
