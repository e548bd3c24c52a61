import { messageOf } from '../errors.js'
import { type Outcome, type Prepared, type Stage, type Step, type StepKind, stages } from '../steps/common/step.js'
import type { World } from '../steps/common/world.js'
import { type Kinds, kindOf } from './plan.js'
import type { Progress } from './progress.js'

/** The steps of one context that were begun, in the order in which they were. */
export interface Begun {
  readonly context: string
  readonly steps: readonly Prepared<Step>[]
}

const undoEach = async (
  kind: StepKind,
  prepared: readonly Prepared<Step>[],
  world: World,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const one of prepared)
    try {
      await kind.undo(one, world)
      outcomes.push({ ok: true })
    } catch (error) {
      outcomes.push({ ok: false, error })
    }
  return outcomes
}

const rank = (stage: Stage): number => stages.indexOf(stage)

/** The step that was begun last of all: contexts go through the stages together, and what refers comes later. */
const latest = (left: readonly Steps[]): Step | undefined =>
  left
    .flatMap((steps) => steps.at(-1)?.step ?? [])
    .reduce<Step | undefined>((one, other) => (one && rank(one.stage) > rank(other.stage) ? one : other), undefined)

/** The last steps that are of the same kind and stage, in reverse, and what is left before them. */
const lastLike = ({ kind, stage }: Step, steps: Steps) => {
  const isOther = ({ step }: Prepared<Step>): boolean => step.kind !== kind || step.stage !== stage
  const first = steps.findLastIndex(isOther) + 1
  return { last: steps.slice(first).reverse(), rest: steps.slice(0, first) }
}

type Steps = readonly Prepared<Step>[]

interface Turn {
  readonly kind: string
  /** Which context's, and which step. */
  readonly steps: readonly { readonly at: number; readonly one: Prepared<Step> }[]
  readonly rest: readonly Steps[]
}

/** What is undone next: the last steps of all contexts that are like the latest one; what refers to others first. */
const nextTurn = (left: readonly Steps[]): Turn | undefined => {
  const step = latest(left)
  if (step === undefined) return undefined
  const parted = left.map((steps) => lastLike(step, steps))
  return {
    kind: step.kind,
    steps: parted
      .map(({ last }, at) => last.map((one) => ({ at, one })))
      .reverse()
      .flat(),
    rest: parted.map(({ rest }) => rest),
  }
}

export interface UndoOptions {
  readonly kinds: Kinds
  readonly world: World
  readonly progress: Progress
}

const undoTurn = async (
  { kind, steps }: Turn,
  { kinds, world, progress }: UndoOptions,
): Promise<readonly Outcome[]> => {
  const prepared = steps.map(({ one }) => one)
  for (const { step } of prepared) progress({ event: 'undone', context: step.context, title: step.title })
  const known = kindOf(kinds, kind)
  return known.undoTogether?.(prepared, world) ?? undoEach(known, prepared, world)
}

/**
 * Undoes what was begun, in reverse, and gives for each context what could not be undone. Steps of several contexts
 * are undone together where a kind can, so that a batch costs one reload.
 */
export const undoAll = async (
  begun: readonly Begun[],
  options: UndoOptions,
): Promise<readonly (readonly string[])[]> => {
  const leftOver: string[][] = begun.map(() => [])
  let turn = nextTurn(begun.map(({ steps }) => steps))
  while (turn !== undefined) {
    for (const [place, outcome] of (await undoTurn(turn, options)).entries()) {
      const undone = turn.steps[place]
      if (!outcome.ok && undone !== undefined)
        leftOver[undone.at]?.push(`${undone.one.step.title}: ${messageOf(outcome.error)}`)
    }
    turn = nextTurn(turn.rest)
  }
  return leftOver
}
