import { join } from 'node:path'
import type { StepKind, Prepared, Outcome, Change } from '../../src/steps/common/kind.js'
import type { Step } from '../../src/steps/common/step.js'
import type { Run, World } from '../../src/steps/common/world.js'

/** A world in which steps run: what their undo needs goes below a folder. */
export const runIn = (world: World, folder = '/nowhere'): Run => {
  const places = new Map<Step, number>()
  return {
    ...world,
    keep: (step) => {
      places.set(step, places.get(step) ?? places.size)
      return join(folder, `keep-0-${places.get(step)}`)
    },
    report: () => {},
    output: () => {},
    reloaded: () => {},
    signal: new AbortController().signal,
  }
}

/** What became of one step that was observed, prepared and run; `undefined` when it already held. */
export interface Applied<S extends Step, Before> {
  readonly change: Change
  readonly prepared: Prepared<S, Before>
  readonly outcome: Outcome
}

const throughJournal = <Before>(before: Before): Before => JSON.parse(JSON.stringify(before)) as Before

/** Does with steps of one kind what a task does with them: read, compare, prepare, run. */
export const applySteps = async <S extends Step, Observed, Before>(
  kind: StepKind<S, Observed, Before>,
  steps: readonly S[],
  run: Run,
): Promise<readonly (Applied<S, Before> | undefined)[]> => {
  const states = await kind.observe(steps, run)
  const changing = steps.flatMap((step, index) => {
    const observed = states[index] as Observed
    const change = kind.change(step, observed)
    return change === undefined ? [] : [{ step, observed, change }]
  })
  const preparations = await kind.prepare(changing, run)
  const prepared = changing.map(({ step }, index) => {
    const preparation = preparations[index]
    if (preparation?.ok !== true) throw preparation?.error
    return { step, before: throughJournal(preparation.before) }
  })
  const outcomes = prepared.length === 0 ? [] : await kind.run(prepared, run)
  return steps.map((step) => {
    const index = changing.findIndex((one) => one.step === step)
    if (index < 0) return undefined
    return {
      change: changing[index]?.change as Change,
      prepared: prepared[index] as Prepared<S, Before>,
      outcome: outcomes[index] as Outcome,
    }
  })
}

/** What a task finds to do, without doing it. */
export const changesOf = async <S extends Step, Observed, Before>(
  kind: StepKind<S, Observed, Before>,
  steps: readonly S[],
  world: World,
): Promise<readonly (Change | undefined)[]> => {
  const observed = await kind.observe(steps, world)
  return steps.map((step, index) => kind.change(step, observed[index] as Observed))
}

/** Undoes one step; throws when that fails. */
export const undoStep = async <S extends Step, Observed, Before>(
  kind: StepKind<S, Observed, Before>,
  prepared: Prepared<S, Before>,
  run: Run,
): Promise<void> => {
  const [outcome] = await kind.undo([prepared], run)
  if (outcome?.ok === false) throw outcome.error
}
