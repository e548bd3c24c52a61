import { beforeEach } from '@jest/globals'
import { Journal } from '../../src/engine/journal/write.js'
import { type Plan, involvedIn, makePlans } from '../../src/engine/plan.js'
import { runPlans } from '../../src/engine/runner.js'
import type { RunOptions } from '../../src/engine/running.js'
import type { Ended } from '../../src/engine/running.js'
import { type Holder, holderOf } from '../../src/hosts/holder.js'
import { type Stages, defaultStages } from '../../src/steps/common/stages.js'
import type { Kinds, Outcome, Prepared, StepKind } from '../../src/steps/common/kind.js'
import type { Step } from '../../src/steps/common/step.js'
import type { World } from '../../src/steps/common/world.js'
import { MemoryHost } from '../support/hosts/memory-host.js'
import { quiet } from '../support/quiet.js'

/** Something that should be a fact of a world in memory; `fails` says what goes wrong with it. */
export interface FactStep extends Step {
  readonly kind: 'fact' | 'program'
  readonly fails?: 'run' | 'undo' | 'prepare' | 'stop'
  /** The file that it writes, as far as the engine is concerned. */
  readonly file?: string
}

export const fact = (context: string, title: string, stage: string, more: Partial<FactStep> = {}): FactStep => ({
  kind: 'fact',
  host: 'localhost',
  context,
  title,
  stage,
  ...more,
})

type Prep = Prepared<FactStep>

/** A world of facts, in which everything that happens is noted. */
export class Memory {
  readonly facts = new Set<string>()
  readonly events: string[] = []
  readonly host = new MemoryHost()

  readonly kinds: Kinds = new Map([
    ['fact', this.#kind('fact')],
    ['program', { ...this.#kind('program'), concurrency: 'jobs' as const }],
  ])

  get world(): World {
    return { host: () => this.host, jobs: 2 } as unknown as World
  }

  get options(): Omit<RunOptions, 'journal'> {
    return { kinds: this.kinds, world: this.world, stages: defaultStages, progress: quiet }
  }

  plans(...steps: readonly (readonly FactStep[])[]): Promise<readonly Plan[]> {
    const intents = steps.map((wanted) => ({ context: wanted[0]?.context ?? '', steps: wanted }))
    return makePlans(intents, this.options)
  }

  #kind(kind: FactStep['kind']): StepKind {
    return {
      kind,
      batch: 500,
      writes: (step) => [(step as FactStep).file ?? []].flat(),
      observe: (steps) => steps.map(({ title }) => this.facts.has(title)),
      change: (_, there) => (there ? undefined : { action: 'create' }),
      prepare: (observations) =>
        observations.map(({ step, observed: there }) =>
          (step as FactStep).fails === 'prepare'
            ? { ok: false, error: new Error(`cannot prepare ${step.title}`) }
            : { ok: true, before: { there } },
        ),
      run: (all) => {
        this.events.push(`run ${all.map(({ step }) => step.title).join(', ')}`)
        return all.map(({ step }) => this.#run(step as FactStep))
      },
      undo: (all) => {
        this.events.push(`undo ${all.map(({ step }) => step.title).join(', ')}`)
        return (all as readonly Prep[]).map((one) => this.#undo(one))
      },
      discard: (all) => {
        this.events.push(`discard ${all.map(({ step }) => step.title).join(', ')}`)
        return all.map(() => ({ ok: true }))
      },
    }
  }

  #run({ title, fails }: FactStep): Outcome {
    if (fails === 'run') return { ok: false, error: new Error(`cannot run ${title}`) }
    if (fails === 'stop') throw new Error(`stopped at ${title}`)
    this.facts.add(title)
    return { ok: true, result: { last: title } }
  }

  #undo({ step: { title, fails } }: Prep): Outcome {
    if (fails === 'undo') return { ok: false, error: new Error(`cannot undo ${title}`) }
    this.facts.delete(title)
    return { ok: true }
  }
}

export interface Part extends Partial<Pick<Plan, 'changes' | 'holds'>> {
  readonly context: string
  readonly steps: readonly FactStep[]
}

/** An open journal of a task on some contexts. */
export const journalOf = (
  home: string,
  parts: readonly Part[],
  holder: Holder,
  stages: Stages = defaultStages,
): Journal =>
  Journal.open(home, {
    task: 'provision-verify',
    holder,
    stages,
    contexts: [...new Set(parts.flatMap(involvedIn))],
    plans: parts,
  })

/** Runs plans with a journal of a home. */
export const runJournaled = async (
  home: string,
  plans: readonly Plan[],
  memory: Memory,
  more: Partial<RunOptions> = {},
): Promise<readonly Ended[]> => {
  const parts = plans.map(({ context, steps }) => ({ context, steps: steps.map(({ step }) => step as FactStep) }))
  const journal = journalOf(home, parts, holderOf('test'))
  return (await runPlans(plans, { ...memory.options, ...more, journal })).ended
}

/** A world for each test of a file. */
export const useMemory = (): (() => Memory) => {
  let memory = new Memory()
  beforeEach(() => {
    memory = new Memory()
  })
  return () => memory
}

/** Whoever had this pid is dead: it was started at another time. */
export const dead: Holder = { ...holderOf('provision-verify'), started: '1' }
