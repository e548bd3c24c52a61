import { createHash } from 'node:crypto'
import { ProvisionError } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import type { Stages } from '../steps/common/stages.js'
import type { Change, Kinds, StepKind } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'
import { type DataFound, dataIn, refuseLoss } from './data-seen.js'
import type { DataKnown } from '../steps/common/seen.js'
import type { World } from '../steps/common/world.js'
import { command } from '../lib/shell-word.js'

/**
 * What a task intends for one context, or for several as one transaction: steps that should be true, in no order of
 * stages.
 */
export interface Intent {
  /** The context that reports name. */
  readonly context: string
  /** Other contexts that it changes. They are locked, committed and undone together with it. */
  readonly changes?: readonly string[]
  /** Contexts that it reads. They are locked, so that nobody changes them meanwhile. */
  readonly holds?: readonly string[]
  /** Contexts of the same task that must succeed first. */
  readonly needs?: readonly string[]
  readonly steps: readonly Step[]
  /** What is known of the data of its context, so that a loss is not taken for something that is still to be made. */
  readonly known?: DataKnown
}

export interface PlannedStep {
  readonly step: Step
  readonly observed: unknown
  readonly change: Change
}

/** What a task will do for an intent, or why it cannot be planned. */
export interface Plan extends Omit<Intent, 'steps'> {
  readonly steps: readonly PlannedStep[]
  /** The data of its context, as it was observed. */
  readonly data?: readonly DataFound[]
  readonly error?: unknown
}

/** What plans are made with. */
export interface PlanOptions {
  readonly kinds: Kinds
  readonly world: World
  readonly stages: Stages
}

export const kindOf = (kinds: Kinds, kind: string): StepKind => {
  const known = kinds.get(kind)
  if (known === undefined) throw new Error(`unknown kind of step: ${kind}`)
  return known
}

/** The contexts that a plan changes. */
export const changedBy = ({ context, changes = [] }: Pick<Plan, 'context' | 'changes'>): readonly string[] => [
  context,
  ...changes,
]

/** The contexts that a plan changes or holds. */
export const involvedIn = (plan: Pick<Plan, 'context' | 'changes' | 'holds'>): readonly string[] => [
  ...changedBy(plan),
  ...(plan.holds ?? []),
]

/** A check changes nothing, so a plan of checks alone has no changes. */
export const isChange = ({ change: { action } }: PlannedStep): boolean => action !== 'check'

export const hasChanges = ({ steps }: Plan): boolean => steps.some(isChange)

interface Wanted {
  readonly step: Step
  /** Index of the intent. */
  readonly intent: number
}

const groupByKind = (intents: readonly Intent[]): ReadonlyMap<string, readonly Wanted[]> =>
  groupBy(
    intents.flatMap(({ steps }, intent) => steps.map((step) => ({ step, intent }))),
    ({ step }) => step.kind,
  )

/** What steps of one kind observed, and the intents that could not be observed. */
interface Observations {
  readonly states: readonly (readonly [Step, unknown])[]
  readonly failed: ReadonlyMap<number, unknown>
}

const observeSteps = async (
  kind: StepKind,
  wanted: readonly Wanted[],
  world: World,
): Promise<Observations['states']> => {
  const steps = wanted.map(({ step }) => step)
  const observed = await kind.observe(steps, world)
  return steps.map((step, index) => [step, observed[index]] as const)
}

/**
 * Observes all steps at once. If that fails, observes each intent alone, so that one unreadable intent stops no other.
 */
const observeGroup = async (kind: StepKind, wanted: readonly Wanted[], world: World): Promise<Observations> => {
  try {
    return { states: await observeSteps(kind, wanted, world), failed: new Map() }
  } catch {
    return observeEach(kind, wanted, world)
  }
}

const observeEach = async (kind: StepKind, wanted: readonly Wanted[], world: World): Promise<Observations> => {
  const states: (readonly [Step, unknown])[] = []
  const failed = new Map<number, unknown>()
  for (const [intent, group] of groupBy(wanted, (one) => one.intent))
    try {
      states.push(...(await observeSteps(kind, group, world)))
    } catch (error) {
      failed.set(intent, error)
    }
  return { states, failed }
}

/**
 * Observes all contexts together, and keeps the steps that would change something. Reads files while database servers
 * answer.
 */
export const makePlans = async (intents: readonly Intent[], options: PlanOptions): Promise<readonly Plan[]> => {
  const { kinds, world } = options
  const observations = await Promise.all(
    [...groupByKind(intents)].map(([name, wanted]) => observeGroup(kindOf(kinds, name), wanted, world)),
  )
  const observed = new Map(observations.flatMap(({ states }) => states))
  const failed = new Map(observations.flatMap((observation) => [...observation.failed]))
  return intents.map((intent, index) =>
    failed.has(index) ? { ...intent, steps: [], error: failed.get(index) } : planOne(intent, observed, options),
  )
}

/** A kind may refuse because of what it observed. */
const planOne = (intent: Intent, observed: ReadonlyMap<Step, unknown>, options: PlanOptions): Plan => {
  try {
    const { context, known, steps } = intent
    if (known === undefined) return { ...intent, steps: neededSteps(compared(intent, observed, options), options) }
    const data = dataIn(steps, (step) => observed.get(step), options.kinds)
    refuseLoss(context, known, data)
    if (known.onlyLooks) return { ...intent, data, steps: [] }
    return { ...intent, data, steps: neededSteps(compared(intent, observed, options), options) }
  } catch (error) {
    return { ...intent, steps: [], error }
  }
}

/** The paths that a step writes or removes, by host. */
const pathsOf = (step: Step, { kinds, world }: Pick<PlanOptions, 'kinds' | 'world'>): readonly string[] => {
  const { writes, removes } = kindOf(kinds, step.kind)
  return [...(writes?.(step, world) ?? []), ...(removes?.(step) ?? [])].map((path) => `${step.host}:${path}`)
}

/** A step and how what was observed differs from it; no change where it fits. */
interface Compared {
  readonly step: Step
  readonly observed: unknown
  readonly change: Change | undefined
}

const compared = (
  intent: Intent,
  observed: ReadonlyMap<Step, unknown>,
  { kinds, stages }: PlanOptions,
): readonly Compared[] => {
  const rank = rankIn(stages)
  const own = new Set(changedBy(intent))
  return intent.steps
    .map((step) => {
      if (!own.has(step.context)) throw new Error(`«${step.title}» changes ${step.context}, which its intent does not`)
      const state = observed.get(step)
      return { step, observed: state, change: kindOf(kinds, step.kind).change(step, state), rank: rank(step) }
    })
    .sort((left, right) => left.rank - right.rank)
}

const again: Change = { action: 'change', detail: 'as it is now, after the steps before' }

/**
 * Drops the steps that fit what was observed; but not one whose files an earlier step of the plan changes, such as the
 * release of a site that is held for a while.
 */
const neededSteps = (
  steps: readonly Compared[],
  options: Pick<PlanOptions, 'kinds' | 'world'>,
): readonly PlannedStep[] => {
  if (steps.every(({ change }) => change === undefined)) return []
  const touched = new Set<string>()
  return steps.flatMap(({ step, observed: state, change }): readonly PlannedStep[] => {
    const paths = pathsOf(step, options)
    const needed = change ?? (paths.some((path) => touched.has(path)) ? again : undefined)
    if (needed === undefined) return []
    for (const path of paths) touched.add(path)
    return [{ step, observed: state, change: needed }]
  })
}

/** The position of a step's stage in its task. A stage that the task does not have is a bug in Provision. */
export const rankIn = ({ order }: Stages): ((step: Pick<Step, 'stage' | 'title'>) => number) => {
  const ranks = new Map(order.map((stage, rank) => [stage, rank]))
  return ({ stage, title }) => {
    const rank = ranks.get(stage)
    if (rank === undefined) throw new Error(`«${title}» belongs to the stage ${stage}, which the task does not have`)
    return rank
  }
}

/** The error of a context when one that it needs has failed. */
export const dependencyFailed = (context: string, needed: string): ProvisionError =>
  new ProvisionError('PROVISION_NEEDED_CONTEXT_FAILED', `${context}: not done, because ${needed} failed`, {
    fix: command`fix ${needed}, then retry`,
    context,
  })

/**
 * The plans that need a failed context, directly or not, with their errors. Plans are in the order of their references.
 */
export const dependents = (plans: readonly Plan[], failed: Iterable<string>): ReadonlyMap<string, ProvisionError> => {
  const without = new Set(failed)
  const errors = new Map<string, ProvisionError>()
  for (const { context, needs = [] } of plans) {
    const needed = needs.find((name) => without.has(name))
    if (needed === undefined || without.has(context)) continue
    without.add(context)
    errors.set(context, dependencyFailed(context, needed))
  }
  return errors
}

const hasFailed = ({ error }: Plan): boolean => error !== undefined

/** A plan fails too if it needs one that failed. */
export const failDependents = (plans: readonly Plan[]): readonly Plan[] => {
  const errors = dependents(plans, namesOf(plans.filter(hasFailed)))
  return errors.size === 0
    ? plans
    : plans.map((plan) => (errors.has(plan.context) ? { ...plan, steps: [], error: errors.get(plan.context) } : plan))
}

export const namesOf = (plans: readonly Plan[]): readonly string[] => plans.map(({ context }) => context)

export const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
