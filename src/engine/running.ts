import type { Prepared, Stage, Step } from '../steps/common/step.js'
import { type Plan, type PlannedStep, isChange, lacking } from './plan.js'

/** How a plan has ended. */
export interface Ended {
  readonly context: string
  readonly changed: boolean
  readonly results: Readonly<Record<string, string>>
  readonly error?: unknown
  /** What could not be undone, or not be finished after the commit. */
  readonly leftOver: readonly string[]
}

/** A plan while it runs. */
export class Running {
  next = 0
  readonly begun: { readonly at: number; readonly prepared: Prepared<Step> }[] = []
  readonly results: Record<string, string> = {}
  error: unknown
  committed = false
  leftOver: readonly string[] = []

  constructor(
    readonly number: number,
    readonly plan: Plan,
  ) {}

  get live(): boolean {
    return this.error === undefined
  }

  upcoming(stage: Stage): PlannedStep | undefined {
    const planned = this.plan.steps[this.next]
    return planned?.step.stage === stage ? planned : undefined
  }

  /** The next steps of one kind in a stage. */
  take(
    stage: Stage,
    kind: string,
  ): readonly { readonly running: Running; readonly at: number; readonly planned: PlannedStep }[] {
    const taken = []
    for (let planned = this.upcoming(stage); planned?.step.kind === kind; planned = this.upcoming(stage))
      taken.push({ running: this, at: this.next++, planned })
    return taken
  }

  /** What was undone has no results. */
  get ended(): Ended {
    const { plan, error, results, committed, leftOver } = this
    return {
      context: plan.context,
      changed: error === undefined && plan.steps.some(isChange),
      results: error === undefined || committed ? results : {},
      leftOver,
      ...(error === undefined ? {} : { error }),
    }
  }
}

export type Taken = ReturnType<Running['take']>[number]

/** What needs a context that has failed fails, too, and is undone together with it. */
export const failLacking = (running: readonly Running[]): void => {
  const failed = new Set(running.flatMap(({ live, plan }) => (live ? [] : plan.context)))
  if (failed.size === 0) return
  for (const one of running) {
    const needed = one.committed ? undefined : one.plan.needs?.find((name) => failed.has(name))
    if (needed === undefined || !one.live) continue
    one.error = lacking(one.plan.context, needed)
    failed.add(one.plan.context)
  }
}
