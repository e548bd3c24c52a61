import { createHash } from 'node:crypto'
import { ProvisionError } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import { type Change, type Step, type StepKind, stages } from '../steps/common/step.js'
import type { World } from '../steps/common/world.js'

/** What a task wants of one context: what should be true, in no particular order of stages. */
export interface Intent {
  readonly context: string
  /** Contexts that are made by the same task, and without which this one cannot be. */
  readonly needs?: readonly string[]
  readonly steps: readonly Step[]
}

export interface PlannedStep {
  readonly step: Step
  readonly observed: unknown
  readonly change: Change
}

/** What a task will do for one context; or why that cannot be told. */
export interface Plan {
  readonly context: string
  readonly needs?: readonly string[]
  readonly steps: readonly PlannedStep[]
  readonly error?: unknown
}

export type Kinds = ReadonlyMap<string, StepKind>

export const kindOf = (kinds: Kinds, kind: string): StepKind => {
  const known = kinds.get(kind)
  if (known === undefined) throw new Error(`there is no kind of step ${kind}`)
  return known
}

/** A check changes nothing: a plan with nothing but checks is a plan without changes. */
export const isChange = ({ change: { action } }: PlannedStep): boolean => action !== 'check'

export const changes = ({ steps }: Plan): boolean => steps.some(isChange)

interface Wanted {
  readonly step: Step
  readonly intent: number
}

const rank = new Map(stages.map((stage, at) => [stage, at]))

const byStage = (one: Step, other: Step): number => (rank.get(one.stage) ?? 0) - (rank.get(other.stage) ?? 0)

const grouped = (intents: readonly Intent[]): ReadonlyMap<string, readonly Wanted[]> =>
  groupBy(
    intents.flatMap(({ steps }, intent) => steps.map((step) => ({ step, intent }))),
    ({ step }) => step.kind,
  )

/** What steps of one kind have found, and of which intents nothing could be read. */
interface Found {
  readonly states: readonly (readonly [Step, unknown])[]
  readonly failed: ReadonlyMap<number, unknown>
}

const observeSome = async (kind: StepKind, wanted: readonly Wanted[], world: World): Promise<Found['states']> => {
  const steps = wanted.map(({ step }) => step)
  const observed = await kind.observe(steps, world)
  return steps.map((step, at) => [step, observed[at]] as const)
}

/** All at once; when that fails, each context's on their own, so that one that cannot be read stops no other. */
const observeGroup = async (kind: StepKind, wanted: readonly Wanted[], world: World): Promise<Found> => {
  try {
    return { states: await observeSome(kind, wanted, world), failed: new Map() }
  } catch {
    return observeEach(kind, wanted, world)
  }
}

const observeEach = async (kind: StepKind, wanted: readonly Wanted[], world: World): Promise<Found> => {
  const states: (readonly [Step, unknown])[] = []
  const failed = new Map<number, unknown>()
  for (const [intent, some] of groupBy(wanted, (one) => one.intent))
    try {
      states.push(...(await observeSome(kind, some, world)))
    } catch (error) {
      failed.set(intent, error)
    }
  return { states, failed }
}

/**
 * Reads what is true, all contexts together, and keeps the steps that would change it. Files are read while database
 * servers look for their answers.
 */
export const makePlans = async (intents: readonly Intent[], kinds: Kinds, world: World): Promise<readonly Plan[]> => {
  const found = await Promise.all(
    [...grouped(intents)].map(([name, wanted]) => observeGroup(kindOf(kinds, name), wanted, world)),
  )
  const observed = new Map(found.flatMap(({ states }) => states))
  const failed = new Map(found.flatMap((one) => [...one.failed]))
  return intents.map((intent, at) =>
    failed.has(at) ? { context: intent.context, steps: [], error: failed.get(at) } : planOne(intent, observed, kinds),
  )
}

/** What is observed may be a reason to refuse. */
const planOne = ({ steps, ...intent }: Intent, observed: ReadonlyMap<Step, unknown>, kinds: Kinds): Plan => {
  try {
    return { ...intent, steps: planned(steps, observed, kinds) }
  } catch (error) {
    return { ...intent, steps: [], error }
  }
}

/** Why a context cannot be made: one that it needs has failed. */
export const lacking = (context: string, needed: string): ProvisionError =>
  new ProvisionError('PROVISION_NEEDED_CONTEXT_FAILED', `${context} needs ${needed}, which failed`, {
    fix: `mend ${needed}, then do the same again`,
    context,
  })

/** What needs one of the failed, directly or not, and why it fails too; plans are in the order of their references. */
export const needing = (plans: readonly Plan[], failed: Iterable<string>): ReadonlyMap<string, ProvisionError> => {
  const without = new Set(failed)
  const lacks = new Map<string, ProvisionError>()
  for (const { context, needs = [] } of plans) {
    const needed = needs.find((name) => without.has(name))
    if (needed === undefined || without.has(context)) continue
    without.add(context)
    lacks.set(context, lacking(context, needed))
  }
  return lacks
}

const hasFailed = ({ error }: Plan): boolean => error !== undefined

/** What needs one that failed fails, too. */
export const withoutLacking = (plans: readonly Plan[]): readonly Plan[] => {
  const lacks = needing(plans, namesOf(plans.filter(hasFailed)))
  return lacks.size === 0
    ? plans
    : plans.map((plan) => (lacks.has(plan.context) ? { ...plan, steps: [], error: lacks.get(plan.context) } : plan))
}

export const namesOf = (plans: readonly Plan[]): readonly string[] => plans.map(({ context }) => context)

const planned = (steps: readonly Step[], observed: ReadonlyMap<Step, unknown>, kinds: Kinds): readonly PlannedStep[] =>
  steps
    .flatMap((step) => {
      const state = observed.get(step)
      const change = kindOf(kinds, step.kind).change(step, state)
      return change === undefined ? [] : [{ step, observed: state, change }]
    })
    .sort((one, other) => byStage(one.step, other.step))

export const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')

/** Refuses to go on when what was planned for has changed since. */
export const worldMoved = (context: string, title: string): ProvisionError =>
  new ProvisionError('PROVISION_PLAN_STALE', `${context}: «${title}» was planned for a state that has changed since`, {
    fix: 'make the plan again: --dry-run --out FILE',
    context,
  })
