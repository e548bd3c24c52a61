import { createHash } from 'node:crypto'
import { ProvisionError, together } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import type { Stages } from '../steps/common/stages.js'
import type { Change, Kinds, StepKind } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'
import { type DataFound, acceptedLoss, dataIn, holdsInstallation } from './data-seen.js'
import type { DataKnown } from '../steps/common/seen.js'
import type { World } from '../steps/common/world.js'

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
  /** The steps instead, if the loss of the data of an installation was accepted. */
  readonly ifNotInstalled?: readonly Step[]
  /** What is known of the data of its context, so that a loss is not taken for something that is still to be made. */
  readonly known?: DataKnown
}

export interface PlannedStep {
  readonly step: Step
  readonly observed: unknown
  readonly change: Change
}

/** What a task will do for an intent, or why it cannot be planned. */
export interface Plan extends Omit<Intent, 'steps' | 'ifNotInstalled'> {
  readonly steps: readonly PlannedStep[]
  /** The data of its context, as it was observed. */
  readonly data?: readonly DataFound[]
  readonly warnings?: readonly string[]
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

/** What was observed of each step. */
type Observed = ReadonlyMap<Step, unknown>

interface Wanted {
  readonly step: Step
  /** Index of the intent. */
  readonly intent: number
}

const groupByKind = (intents: readonly Intent[]): ReadonlyMap<string, readonly Wanted[]> =>
  groupBy(
    intents.flatMap(({ steps, ifNotInstalled = [] }, intent) =>
      [...steps, ...ifNotInstalled].map((step) => ({ step, intent })),
    ),
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
const planOne = ({ ifNotInstalled, ...intent }: Intent, observed: Observed, options: PlanOptions): Plan => {
  try {
    const { context, known, steps } = intent
    if (known === undefined) return planSteps(intent, observed, options)
    const data = dataIn(steps, (step) => observed.get(step), options.kinds)
    const lost = acceptedLoss(context, known, data)
    if (known.onlyLooks) return { ...intent, data, steps: [] }
    if (ifNotInstalled === undefined || !lost.some(holdsInstallation))
      return { ...planSteps(intent, observed, options), data }
    const plan = planSteps({ ...intent, steps: ifNotInstalled }, observed, options)
    return { ...plan, data, warnings: [notInstalledAnyMore(context), ...(plan.warnings ?? [])] }
  } catch (error) {
    return { ...intent, steps: [], error }
  }
}

const notInstalledAnyMore = (context: string): string =>
  `${context} is not installed any more: provision-install ${context} installs it again`

const planSteps = (intent: Intent, observed: Observed, options: PlanOptions): Plan => {
  const steps = neededSteps(compared(intent, observed, options), options)
  const warnings = warningsOf(intent, observed, options)
  return { ...intent, steps, ...(warnings.length === 0 ? {} : { warnings }) }
}

/** What steps warn of, for what they observed. */
const warningsOf = ({ steps }: Intent, observed: Observed, { kinds }: PlanOptions): readonly string[] =>
  steps.flatMap((step) => kindOf(kinds, step.kind).warnings?.(step, observed.get(step)) ?? [])

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

/** Compares all steps. All that refuse are told together. */
const compared = (intent: Intent, observed: Observed, { kinds, stages }: PlanOptions): readonly Compared[] => {
  const rank = rankIn(stages)
  const [own, refusals] = [new Set(changedBy(intent)), [] as ProvisionError[]]
  const steps = intent.steps
    .map((step) => {
      if (!own.has(step.context)) throw new Error(`«${step.title}» changes ${step.context}, which its intent does not`)
      const state = observed.get(step)
      const change = orRefusal(() => kindOf(kinds, step.kind).change(step, state), refusals)
      return { step, observed: state, change, rank: rank(step) }
    })
    .sort((left, right) => left.rank - right.rank)
  if (refusals.length > 0) throw together(refusals)
  return steps
}

const orRefusal = (change: () => Change | undefined, refusals: ProvisionError[]): Change | undefined => {
  try {
    return change()
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error
    refusals.push(error)
    return undefined
  }
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

export const namesOf = (plans: readonly Plan[]): readonly string[] => plans.map(({ context }) => context)

export const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
