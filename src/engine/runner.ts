import { messageOf } from '../errors.js'
import type { Outcome, StepKind } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'
import type { Run } from '../steps/common/world.js'
import { type Ready, batches, prepareAll, runTogether } from './batch.js'
import { type RunEnd, endRun } from './end-run.js'
import { interrupted } from './interrupted.js'
import type { Entry } from './journal/format.js'
import { type Plan, kindOf } from './plan.js'
import { RunWorld } from './run-world.js'
import { type RunOptions, Running, type Taken, failDependentRunning } from './running.js'
import { inGroups } from './side-by-side.js'
import { undoAll } from './undo.js'

/** Runs the plans of many contexts together, stage by stage. A plan that fails is undone and stops no other. */
export const runPlans = async (plans: readonly Plan[], options: RunOptions): Promise<RunEnd> => {
  const runner = new Runner(plans, options)
  for (const stage of options.stages.order) {
    await runner.runStage(stage)
    if (stage === options.stages.commitAfter) await runner.commit()
  }
  return runner.end()
}

const stepOf = ({ running, planned: { step } }: Taken) => ({ running, step })

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
      const kind = this.#live.map((running) => running.upcoming(stage)?.step.kind).find((name) => name !== undefined)
      if (kind === undefined) return
      const taken = this.#live.flatMap((running) => running.take(stage, kind))
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
    if (this.options.keepsFailed && !this.options.signal?.aborted) this.#keepFailed()
    else await this.#undoFailed()
  }

  async #prepare(kind: StepKind, taken: readonly Taken[]): Promise<readonly Ready[]> {
    for (const { planned, position } of taken) this.#world.place(planned.step, position)
    const preparations = await prepareAll(kind, taken, this.#run)
    const ready: Ready[] = []
    for (const [index, preparation] of preparations.entries()) {
      const step = taken[index] as Taken
      if (preparation.ok) ready.push({ ...step, prepared: { step: step.planned.step, before: preparation.before } })
      else this.#fail(stepOf(step), preparation.error)
    }
    return this.#begin(ready)
  }

  /** Writes the journal before anything runs. If that fails, for example on a full disk, the steps fail unstarted. */
  #begin(ready: readonly Ready[]): readonly Ready[] {
    try {
      this.options.journal.write(
        ready.map(({ position, prepared }): Entry => ({ begin: position, before: prepared.before })),
      )
    } catch (error) {
      for (const step of ready) this.#fail(stepOf(step), error)
      return []
    }
    for (const { running, position, prepared } of ready) running.begun.push({ position, prepared })
    return ready
  }

  async #runAll(kind: StepKind, ready: readonly Ready[]): Promise<void> {
    const began = Date.now()
    for (const step of ready) this.#tellBegun(step)
    const outcomes = await runTogether(kind, ready, this.#run)
    for (const [index, step] of ready.entries()) this.#note(step, outcomes[index] as Outcome, began)
  }

  /** Runs contexts in parallel, and the steps of one context one after the other. */
  #runEach(kind: StepKind, ready: readonly Ready[]): Promise<void> {
    const { world, signal } = this.options
    return inGroups(ready, { groupOf: ({ running }) => running, atOnce: world.jobs }, async (step) => {
      if (!step.running.live) return
      if (signal?.aborted && !step.running.committed)
        return this.#fail(stepOf(step), interrupted(step.running.plan.context))
      const began = Date.now()
      this.#tellBegun(step)
      const [outcome] = await runTogether(kind, [step], this.#run)
      this.#note(step, outcome as Outcome, began)
    })
  }

  #tellBegun({ planned: { step } }: Ready): void {
    const { context, title, host } = step
    this.options.progress({ event: 'begun', context, title, host })
  }

  #note(ready: Ready, outcome: Outcome, began: number): void {
    const { context, title } = ready.planned.step
    if (!outcome.ok) return this.#fail(stepOf(ready), outcome.error)
    Object.assign(ready.running.results, outcome.result)
    this.options.progress({ event: 'done', context, title, milliseconds: Date.now() - began })
  }

  /** An interruption also reaches the programs that a step runs, and is then why they fail. */
  #fail({ running, step }: { readonly running: Running; readonly step: Step }, error: unknown): void {
    const { progress, journal, signal } = this.options
    const [{ context, title }, message] = [step, messageOf(error)]
    const isFirst = running.live
    if (isFirst) progress({ event: 'failed', context, title, message })
    running.error ??= signal?.aborted && !running.committed ? interrupted(context, error) : error
    journal.note([{ failed: running.number, message: `${title}: ${message}` }])
    if (running.committed) running.leftOver = [...running.leftOver, isFirst ? title : `${title}: ${message}`]
  }

  /** The plans that have failed, and are as they were then. */
  get #failed(): readonly Running[] {
    return this.#running.filter(
      ({ live, committed, keptFailed, begun }) => !live && !committed && keptFailed === undefined && begun.length > 0,
    )
  }

  #keepFailed(): void {
    for (const running of this.#failed) running.keptFailed = this.options.journal.id
  }

  async #undoFailed(): Promise<void> {
    const failed = this.#failed
    if (failed.length === 0) return
    const begun = failed.map(({ begun }) => begun.map(({ prepared }) => prepared))
    const leftOver = await undoAll(begun, { ...this.options, run: this.#run })
    for (const [index, running] of failed.entries()) {
      running.leftOver = leftOver[index] ?? []
      running.undone = true
      running.begun.length = 0
      this.options.journal.note([{ undone: running.number, leftOver: running.leftOver }])
    }
  }

  async #interrupt(): Promise<void> {
    for (const running of this.#live) if (!running.committed) running.error = interrupted(running.plan.context)
    await this.#undoFailed()
  }

  /** After this a plan is finished, not undone. If the commit cannot be written, everything is undone. */
  async commit(): Promise<void> {
    const live = this.#live
    this.#isPastCommit = true
    try {
      this.options.journal.write([{ committed: live.map(({ number }) => number) }])
      for (const running of live) running.committed = true
      this.options.progress({ event: 'committed', contexts: live.map(({ plan }) => plan.context) })
    } catch (error) {
      for (const running of live) running.error = error
      await this.#undoFailed()
    }
  }

  end(): Promise<RunEnd> {
    return endRun({
      running: this.#running,
      options: this.options,
      run: this.#run,
      fail: (at, error) => this.#fail(at, error),
    })
  }
}
