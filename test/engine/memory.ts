import { beforeEach } from '@jest/globals'
import { Journal } from '../../src/engine/journal.js'
import { type Kinds, type Plan, makePlans } from '../../src/engine/plan.js'
import { type RunOptions, runPlans } from '../../src/engine/runner.js'
import { type Holder, holderOf } from '../../src/hosts/holder.js'
import { localFiles } from '../../src/hosts/local/files.js'
import type { Outcome, Prepared, Stage, Step, StepKind } from '../../src/steps/common/step.js'
import type { World } from '../../src/steps/common/world.js'
import { quiet } from '../support/quiet.js'

/** Something that should be a fact of a world in memory; `fails` says what goes wrong with it. */
export interface FactStep extends Step {
  readonly kind: 'fact' | 'shared'
  readonly fails?: 'run' | 'undo' | 'prepare'
}

export const fact = (context: string, title: string, stage: Stage, more: Partial<FactStep> = {}): FactStep => ({
  kind: 'fact',
  context,
  title,
  stage,
  ...more,
})

/** A world of facts, in which everything that happens is noted. */
export class Memory {
  readonly facts = new Set<string>()
  readonly events: string[] = []

  readonly kinds: Kinds = new Map([
    ['fact', this.#kind('fact')],
    ['shared', { ...this.#kind('shared'), undoTogether: (all) => this.#undoTogether(all as Prepared<FactStep>[]) }],
  ])

  get options(): Omit<RunOptions, 'journal'> {
    return { kinds: this.kinds, world: { host: { files: localFiles } } as unknown as World, progress: quiet }
  }

  plans(...steps: readonly (readonly FactStep[])[]): Promise<readonly Plan[]> {
    const intents = steps.map((wanted) => ({ context: wanted[0]?.context ?? '', steps: wanted }))
    return makePlans(intents, this.kinds, {} as World)
  }

  #kind(kind: FactStep['kind']): StepKind {
    return {
      kind,
      observe: (steps) => steps.map(({ title }) => this.facts.has(title)),
      change: (_, there) => (there ? undefined : { action: 'create' }),
      prepare: (step, there) => {
        if ((step as FactStep).fails === 'prepare') throw new Error(`cannot prepare ${step.title}`)
        return { there }
      },
      run: (all) => {
        this.events.push(`run ${all.map(({ step }) => step.title).join(', ')}`)
        return all.map(({ step }) => this.#run(step as FactStep))
      },
      undo: ({ step }) => this.#undo(step as FactStep),
      discard: ({ step }) => void this.events.push(`discard ${step.title}`),
    }
  }

  #run({ title, fails }: FactStep): Outcome {
    if (fails === 'run') return { ok: false, error: new Error(`cannot run ${title}`) }
    this.facts.add(title)
    return { ok: true, result: { last: title } }
  }

  #undo({ title, fails }: FactStep): void {
    this.events.push(`undo ${title}`)
    if (fails === 'undo') throw new Error(`cannot undo ${title}`)
    this.facts.delete(title)
  }

  #undoTogether(all: readonly Prepared<FactStep>[]): readonly Outcome[] {
    this.events.push(`together ${all.map(({ step }) => step.title).join(', ')}`)
    for (const { step } of all) this.facts.delete(step.title)
    return all.map(() => ({ ok: true }))
  }
}

/** Runs plans with a journal of a home. */
export const runJournaled = (home: string, plans: readonly Plan[], memory: Memory, signal?: AbortSignal) =>
  runPlans(plans, {
    ...memory.options,
    ...(signal === undefined ? {} : { signal }),
    journal: Journal.open(home, {
      task: 'test',
      holder: holderOf('test'),
      plans: plans.map(({ context, steps }) => ({ context, steps: steps.map(({ step }) => step) })),
    }),
  })

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
