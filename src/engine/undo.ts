import { messageOf } from '../errors.js'
import type { Outcome, Prepared, Step, StepKind } from '../steps/step.js'
import type { World } from '../steps/world.js'
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

/** The last steps that are of one kind, in reverse, and what is left before them. */
const lastOfKind = (steps: readonly Prepared<Step>[], kind: string) => {
  let first = steps.length
  while (first > 0 && steps[first - 1]?.step.kind === kind) first--
  return { last: steps.slice(first).reverse(), rest: steps.slice(0, first) }
}

/**
 * Undoes what was begun, in reverse, and gives for each context what could not be undone. Steps of several contexts
 * are undone together where a kind can, so that a batch costs one reload.
 */
export const undoAll = async (
  begun: readonly Begun[],
  { kinds, world, progress }: { kinds: Kinds; world: World; progress: Progress },
): Promise<readonly (readonly string[])[]> => {
  const rest = begun.map(({ steps }) => steps)
  const leftOver: string[][] = begun.map(() => [])
  for (;;) {
    const kind = rest.find((steps) => steps.length > 0)?.at(-1)?.step.kind
    if (kind === undefined) return leftOver
    const now: { readonly at: number; readonly one: Prepared<Step> }[] = []
    for (const [at, steps] of rest.entries()) {
      const { last, rest: before } = lastOfKind(steps, kind)
      rest[at] = before
      now.push(...last.map((one) => ({ at, one })))
    }
    const known = kindOf(kinds, kind)
    const prepared = now.map(({ one }) => one)
    for (const { step } of prepared) progress.undo(step.context, step.title)
    const outcomes = await (known.undoTogether?.(prepared, world) ?? undoEach(known, prepared, world))
    for (const [place, outcome] of outcomes.entries())
      if (!outcome.ok) leftOver[now[place]?.at ?? 0]?.push(`${now[place]?.one.step.title}: ${messageOf(outcome.error)}`)
  }
}
