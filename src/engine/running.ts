import type { Kinds } from '../steps/common/kind.js'
import type { Stages } from '../steps/common/stages.js'
import type { World } from '../steps/common/world.js'
import type { Writing } from './journal/write.js'
import type { Progress } from './progress.js'
import type { Prepared } from '../steps/common/kind.js'
import type { StepPosition } from './journal/format.js'
import { dependencyFailed } from './dependents.js'
import { type Plan, type PlannedStep, hasChanges } from './plan.js'

export interface RunOptions {
  readonly kinds: Kinds
  readonly world: World
  readonly stages: Stages
  readonly journal: Writing
  readonly progress: Progress
  /** Aborted when the user interrupts. Everything is undone before the next step. */
  readonly signal?: AbortSignal | undefined
  /** Whether undo data stays after the commit. */
  readonly keeps?: boolean | undefined
  /** Whether a plan that fails is left as it is. One that is interrupted is undone. */
  readonly keepsFailed?: boolean | undefined
}

/** How a plan ended. */
export interface Ended {
  readonly context: string
  readonly changed: boolean
  readonly results: Readonly<Record<string, string>>
  readonly error?: unknown
  /** Whether it failed and everything was restored. */
  readonly undone?: boolean
  /** The journal of a plan that failed and was left as it was, to be looked at. */
  readonly keptFailed?: string
  /** What could not be undone, or not finished after the commit. */
  readonly leftOver: readonly string[]
}

/** A step of a running plan. */
export interface Taken {
  readonly running: Running
  readonly position: StepPosition
  readonly planned: PlannedStep
}

/** A plan while it runs. */
export class Running {
  #next = 0
  readonly begun: { readonly position: StepPosition; readonly prepared: Prepared }[] = []
  readonly results: Record<string, string> = {}
  error: unknown
  committed = false
  undone = false
  keptFailed: string | undefined
  leftOver: readonly string[] = []

  constructor(
    readonly number: number,
    readonly plan: Plan,
  ) {}

  get live(): boolean {
    return this.error === undefined
  }

  upcoming(stage: string): PlannedStep | undefined {
    const planned = this.plan.steps[this.#next]
    return planned?.step.stage === stage ? planned : undefined
  }

  /** The next steps of one kind in a stage. */
  take(stage: string, kind: string): readonly Taken[] {
    const taken: Taken[] = []
    for (let planned = this.upcoming(stage); planned?.step.kind === kind; planned = this.upcoming(stage))
      taken.push({ running: this, position: [this.number, this.#next++], planned })
    return taken
  }

  /** An undone plan has no results. */
  get ended(): Ended {
    const { plan, error, results, committed, undone, keptFailed, leftOver } = this
    const end = { context: plan.context, results: error === undefined || committed ? results : {}, leftOver }
    return error === undefined
      ? { ...end, changed: hasChanges(plan) }
      : {
          ...end,
          changed: false,
          error,
          ...(undone && leftOver.length === 0 ? { undone } : {}),
          ...(keptFailed === undefined ? {} : { keptFailed }),
        }
  }
}

/** A plan fails too if it needs a failed context, and is undone together with it. */
export const failDependentRunning = (running: readonly Running[]): void => {
  const failed = new Set(running.flatMap(({ live, plan }) => (live ? [] : plan.context)))
  if (failed.size === 0) return
  for (const dependent of running) {
    const needed = dependent.committed ? undefined : dependent.plan.needs?.find((name) => failed.has(name))
    if (needed === undefined || !dependent.live) continue
    dependent.error = dependencyFailed(dependent.plan.context, needed)
    failed.add(dependent.plan.context)
  }
}
