import { messageOf } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import type { Stages } from '../steps/common/stages.js'
import type { Kinds, Outcome, Prepared, StepKind } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'
import type { Run } from '../steps/common/world.js'
import { kindOf, rankIn } from './plan.js'
import type { Progress } from './progress.js'

/** The steps of one plan that began, in the order in which they began. */
type Begun = readonly Prepared[]

/** The step that began last. Plans go through the stages together, and a referring context comes later. */
const latest = (left: readonly Begun[], rank: (step: Step) => number): Step | undefined =>
  left
    .flatMap((begun) => begun.at(-1)?.step ?? [])
    .reduce<Step | undefined>((found, step) => (found && rank(found) > rank(step) ? found : step), undefined)

/** Splits off the last steps of the same kind and stage, in reverse order. */
const splitLast = ({ kind, stage }: Step, begun: Begun) => {
  const isOther = ({ step }: Prepared): boolean => step.kind !== kind || step.stage !== stage
  const first = begun.findLastIndex(isOther) + 1
  return { last: begun.slice(first).reverse(), rest: begun.slice(0, first) }
}

interface Turn {
  readonly kind: string
  /** Each step with the index of its plan. */
  readonly steps: readonly { readonly plan: number; readonly prepared: Prepared }[]
  readonly rest: readonly Begun[]
}

/** The steps to undo next: the last steps of all plans that match the latest one, referring contexts first. */
const nextTurn = (left: readonly Begun[], rank: (step: Step) => number): Turn | undefined => {
  const step = latest(left, rank)
  if (step === undefined) return undefined
  const split = left.map((begun) => splitLast(step, begun))
  return {
    kind: step.kind,
    steps: split
      .map(({ last }, plan) => last.map((prepared) => ({ plan, prepared })))
      .reverse()
      .flat(),
    rest: split.map(({ rest }) => rest),
  }
}

export interface UndoOptions {
  readonly kinds: Kinds
  readonly stages: Stages
  readonly run: Run
  readonly progress: Progress
}

const undoTogether = async (kind: StepKind, prepared: readonly Prepared[], run: Run): Promise<readonly Outcome[]> => {
  try {
    return await kind.undo(prepared, run)
  } catch (error) {
    return prepared.map(() => ({ ok: false, error }))
  }
}

/** A step that could not be undone. */
interface Left {
  readonly title: string
  readonly why: string
}

/** Steps with the same cause, such as a database server that is down, are told together. */
const leftOverTexts = (left: readonly Left[]): readonly string[] =>
  [...groupBy(left, ({ why }) => why)].map(([why, same]) => `${same.map(({ title }) => title).join('; ')}: ${why}`)

/**
 * Undoes all steps that began, in reverse. Returns for each plan what could not be undone. Steps of several plans are
 * undone together, so that a batch costs one reload.
 */
export const undoAll = async (
  begun: readonly Begun[],
  { kinds, stages, run, progress }: UndoOptions,
): Promise<readonly (readonly string[])[]> => {
  const rank = rankIn(stages)
  // An unknown stage is an error before anything is undone.
  for (const { step } of begun.flat()) rank(step)
  const left: Left[][] = begun.map(() => [])
  for (let turn = nextTurn(begun, rank); turn !== undefined; turn = nextTurn(turn.rest, rank)) {
    const prepared = turn.steps.map((step) => step.prepared)
    const kind = kindOf(kinds, turn.kind)
    const outcomes = await undoTogether(kind, prepared, run)
    for (const [index, outcome] of outcomes.entries()) {
      const { context, title } = (prepared[index] as Prepared).step
      if (!outcome.ok) left[turn.steps[index]?.plan ?? 0]?.push({ title, why: messageOf(outcome.error) })
      // Nothing is told of a check, which has changed nothing.
      else if (kind.undoing !== undefined) progress({ event: 'undone', context, title })
    }
  }
  return left.map(leftOverTexts)
}
