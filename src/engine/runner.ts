import { messageOf } from '../errors.js'
import type { Stages } from '../steps/common/stages.js'
import type { Kinds, Outcome, StepKind } from '../steps/common/kind.js'
import type { Run, World } from '../steps/common/world.js'
import { type Ready, batches, prepareAll, runTogether } from './batch.js'
import { discardAll } from './discard.js'
import { interrupted } from './interrupted.js'
import type { Entry } from './journal/format.js'
import type { Writing } from './journal/write.js'
import { digestsLeft } from './left.js'
import { type Plan, kindOf } from './plan.js'
import type { Progress } from './progress.js'
import { RunWorld } from './run-world.js'
import { type Ended, Running, type Taken, failDependentRunning } from './running.js'
import { inGroups } from './side-by-side.js'
import { undoAll } from './undo.js'

export interface RunOptions {
  readonly kinds: Kinds
  readonly world: World
  readonly stages: Stages
  readonly journal: Writing
  readonly progress: Progress
  /** Aborted when the user interrupts: everything is undone at the next step. */
  readonly signal?: AbortSignal | undefined
  /** Whether what undo needs stays after the commit. */
  readonly keeps?: boolean | undefined
}

export interface RunEnd {
  readonly ended: readonly Ended[]
  /** Whether what undo needs was kept. */
  readonly kept: boolean
}

/** Runs the plans of many contexts together, stage by stage; one that fails is undone and stops no other. */
export const runPlans = async (plans: readonly Plan[], options: RunOptions): Promise<RunEnd> => {
  const runner = new Runner(plans, options)
  for (const stage of options.stages.order) {
    await runner.runStage(stage)
    if (stage === options.stages.commitAfter) await runner.commit()
  }
  return runner.end()
}

class Runner {
  readonly #running: readonly Running[]
  readonly #world: RunWorld
  readonly #run: Run
  #isPastCommit = false

  constructor(
    plans: readonly Plan[],
    private readonly options: RunOptions,
  ) {
    this.#running = plans.map((plan, number) => new Running(number, plan))
    this.#world = new RunWorld(options)
    this.#run = this.#world.run
  }

  get #live(): readonly Running[] {
    return this.#running.filter(({ live }) => live)
  }

  async runStage(stage: string): Promise<void> {
    for (;;) {
      if (this.options.signal?.aborted && !this.#isPastCommit) await this.#interrupt()
      const kind = this.#live.map((one) => one.upcoming(stage)?.step.kind).find((name) => name !== undefined)
      if (kind === undefined) return
      const taken = this.#live.flatMap((one) => one.take(stage, kind))
      for (const batch of batches(kindOf(this.options.kinds, kind), taken)) await this.#runBatch(batch)
    }
  }

  async #runBatch(batch: readonly Taken[]): Promise<void> {
    const live = batch.filter(({ running }) => running.live)
    const [first] = live
    if (first === undefined) return
    const kind = kindOf(this.options.kinds, first.planned.step.kind)
    const ready = await this.#prepare(kind, live)
    if (ready.length > 0) await (kind.concurrency === 'jobs' ? this.#runEach(kind, ready) : this.#runAll(kind, ready))
    failDependentRunning(this.#running)
    await this.#undoFailed()
  }

  async #prepare(kind: StepKind, taken: readonly Taken[]): Promise<readonly Ready[]> {
    for (const { planned, at } of taken) this.#world.place(planned.step, at)
    const preparations = await prepareAll(kind, taken, this.#run)
    const ready: Ready[] = []
    for (const [index, preparation] of preparations.entries()) {
      const one = taken[index] as Taken
      if (preparation.ok) ready.push({ ...one, prepared: { step: one.planned.step, before: preparation.before } })
      else this.#fail(one, preparation.error)
    }
    return this.#begin(ready)
  }

  /** Nothing runs that the journal does not hold: when it cannot be written (a full disk), the steps fail unstarted. */
  #begin(ready: readonly Ready[]): readonly Ready[] {
    try {
      this.options.journal.write(ready.map(({ at, prepared }): Entry => ({ begin: at, before: prepared.before })))
    } catch (error) {
      for (const one of ready) this.#fail(one, error)
      return []
    }
    for (const { running, at, prepared } of ready) running.begun.push({ at, prepared })
    return ready
  }

  async #runAll(kind: StepKind, ready: readonly Ready[]): Promise<void> {
    const began = Date.now()
    for (const one of ready) this.#tellBegun(one)
    const outcomes = await runTogether(kind, ready, this.#run)
    for (const [index, one] of ready.entries()) this.#note(one, outcomes[index] as Outcome, began)
  }

  /** Contexts side by side, the steps of one context one after the other. */
  #runEach(kind: StepKind, ready: readonly Ready[]): Promise<void> {
    const { world, signal } = this.options
    return inGroups(ready, { groupOf: ({ running }) => running, atOnce: world.jobs }, async (one) => {
      if (!one.running.live) return
      if (signal?.aborted && !one.running.committed) return this.#fail(one, interrupted(one.running.plan.context))
      const began = Date.now()
      this.#tellBegun(one)
      const [outcome] = await runTogether(kind, [one], this.#run)
      this.#note(one, outcome as Outcome, began)
    })
  }

  #tellBegun({ planned: { step } }: Ready): void {
    const { context, title, host } = step
    this.options.progress({ event: 'begun', context, title, host })
  }

  #note(one: Ready, outcome: Outcome, began: number): void {
    const { context, title } = one.planned.step
    if (!outcome.ok) return this.#fail(one, outcome.error)
    Object.assign(one.running.results, outcome.result)
    this.options.progress({ event: 'done', context, title, milliseconds: Date.now() - began })
  }

  /** An interruption reaches the programs that a step runs too, and is then why they fail. */
  #fail({ running, planned: { step } }: Taken, error: unknown): void {
    const { progress, journal, signal } = this.options
    const [{ context, title }, message] = [step, messageOf(error)]
    if (running.live) progress({ event: 'failed', context, title, message })
    running.error ??= signal?.aborted && !running.committed ? interrupted(context, error) : error
    journal.note([{ failed: running.number, message: `${title}: ${message}` }])
    if (running.committed) running.leftOver = [...running.leftOver, title]
  }

  async #undoFailed(): Promise<void> {
    const failed = this.#running.filter(({ live, committed, begun }) => !live && !committed && begun.length > 0)
    if (failed.length === 0) return
    const begun = failed.map(({ begun }) => begun.map(({ prepared }) => prepared))
    const leftOver = await undoAll(begun, { ...this.options, run: this.#run })
    for (const [index, one] of failed.entries()) {
      one.leftOver = leftOver[index] ?? []
      one.undone = true
      one.begun.length = 0
      this.options.journal.note([{ undone: one.number, leftOver: one.leftOver }])
    }
  }

  async #interrupt(): Promise<void> {
    for (const one of this.#live) if (!one.committed) one.error = interrupted(one.plan.context)
    await this.#undoFailed()
  }

  /** From here on a plan is finished, not undone; when that cannot be written down, it is undone after all. */
  async commit(): Promise<void> {
    const live = this.#live
    this.#isPastCommit = true
    try {
      this.options.journal.write([{ committed: live.map(({ number }) => number) }])
      for (const one of live) one.committed = true
      this.options.progress({ event: 'committed', contexts: live.map(({ plan }) => plan.context) })
    } catch (error) {
      for (const one of live) one.error = error
      await this.#undoFailed()
    }
  }

  /** What undo would need goes, unless the task keeps it. */
  async end(): Promise<RunEnd> {
    const begun = this.#live.flatMap((one) => one.begun)
    const kept = this.options.keeps === true && begun.length > 0 && (await this.#noteLeft(begun))
    if (!kept)
      await discardAll(
        begun.map(({ prepared }) => prepared),
        { ...this.options, run: this.#run },
      )
    return { ended: this.#running.map(({ ended }) => ended), kept }
  }

  /** Whether it is known what the task has left: without that nothing can be undone later. */
  async #noteLeft(begun: Running['begun']): Promise<boolean> {
    try {
      const left = await digestsLeft(begun, this.options.kinds, this.#run)
      this.options.journal.write([{ left }, ...this.#live.map(({ number }) => ({ finished: number }))])
      return true
    } catch {
      return false
    }
  }
}
