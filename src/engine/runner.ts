import { messageOf } from '../errors.js'
import { type Outcome, type Prepared, type Stage, type Step, type StepKind, stages } from '../steps/common/step.js'
import type { World } from '../steps/common/world.js'
import { discardAll } from './discard.js'
import { interrupted } from './interrupted.js'
import type { Entry } from './journal-text.js'
import type { Writing } from './journal.js'
import { type Kinds, type Plan, kindOf } from './plan.js'
import type { Progress } from './progress.js'
import { type Ended, Running, type Taken, failLacking } from './running.js'
import { undoAll } from './undo.js'

export interface RunOptions {
  readonly kinds: Kinds
  readonly world: World
  readonly journal: Writing
  readonly progress: Progress
  /** Aborted when the user interrupts: everything is undone at the next step. */
  readonly signal?: AbortSignal
}

/** Steps of one kind that are journaled with one write. */
const chunkSize = 500

const afterCommit = new Set<Stage>(stages.slice(stages.indexOf('check') + 1))

/** Runs the plans of many contexts together, stage by stage; one that fails is undone and stops no other. */
export const runPlans = async (plans: readonly Plan[], options: RunOptions): Promise<readonly Ended[]> => {
  const running = plans.map((plan, number) => new Running(number, plan))
  for (const stage of stages) {
    await runStage(stage, running, options)
    if (stage === 'check') await commit(running, options)
  }
  for (const one of running)
    if (one.live)
      await discardAll(
        one.plan.context,
        one.begun.map(({ prepared }) => prepared),
        options,
      )
  return running.map((one) => one.ended)
}

const runStage = async (stage: Stage, running: readonly Running[], options: RunOptions): Promise<void> => {
  for (;;) {
    if (options.signal?.aborted && !afterCommit.has(stage)) await interrupt(running, options)
    const live = running.filter((one) => one.live)
    const kind = live.map((one) => one.upcoming(stage)?.step.kind).find((name) => name !== undefined)
    if (kind === undefined) return
    const taken = live.flatMap((one) => one.take(stage, kind))
    await runTaken(kindOf(options.kinds, kind), taken, running, options)
  }
}

/** Web servers reload once for all; everything else goes in chunks, so that the journal is never far ahead. */
const chunks = (kind: StepKind, taken: readonly Taken[]): readonly (readonly Taken[])[] => {
  if (kind.undoTogether !== undefined) return [taken]
  return Array.from({ length: Math.ceil(taken.length / chunkSize) }, (_, at) =>
    taken.slice(at * chunkSize, (at + 1) * chunkSize),
  )
}

const runTaken = async (
  kind: StepKind,
  taken: readonly Taken[],
  running: readonly Running[],
  options: RunOptions,
): Promise<void> => {
  for (const chunk of chunks(kind, taken)) {
    const ready = await prepare(
      kind,
      chunk.filter(({ running }) => running.live),
      options,
    )
    const outcomes = await runReady(kind, ready, options)
    for (const [at, outcome] of outcomes.entries()) note(ready[at] as Ready, outcome, options)
    failLacking(running)
    await undoFailed(running, options)
  }
}

interface Ready extends Taken {
  readonly prepared: Prepared<Step>
}

const prepare = async (kind: StepKind, taken: readonly Taken[], options: RunOptions): Promise<readonly Ready[]> => {
  const ready: Ready[] = []
  const begin: Entry[] = []
  for (const one of taken) {
    const at = [one.running.number, one.at] as const
    const { step, observed } = one.planned
    try {
      const before = await kind.prepare(step, observed, () => options.journal.keep(at), options.world)
      ready.push({ ...one, prepared: { step, before } })
      begin.push({ begin: at, before })
    } catch (error) {
      fail(one, error, options)
    }
  }
  return begun(ready, begin, options)
}

/** Nothing runs that the journal does not hold: when it cannot be written (a full disk), the steps fail unstarted. */
const begun = (ready: readonly Ready[], entries: readonly Entry[], options: RunOptions): readonly Ready[] => {
  try {
    options.journal.write(entries)
  } catch (error) {
    for (const one of ready) fail(one, error, options)
    return []
  }
  for (const { running, at, prepared } of ready) running.begun.push({ at, prepared })
  return ready
}

const runReady = async (
  kind: StepKind,
  ready: readonly Ready[],
  { world, progress }: RunOptions,
): Promise<readonly Outcome[]> => {
  if (ready.length === 0) return []
  for (const { planned } of ready)
    progress({ event: 'begun', context: planned.step.context, title: planned.step.title, host: 'localhost' })
  try {
    return await kind.run(
      ready.map(({ prepared }) => prepared),
      world,
    )
  } catch (error) {
    return ready.map(() => ({ ok: false, error }))
  }
}

const note = (one: Ready, outcome: Outcome, options: RunOptions): void => {
  const { context, title } = one.planned.step
  if (!outcome.ok) return fail(one, outcome.error, options)
  Object.assign(one.running.results, outcome.result)
  options.progress({ event: 'done', context, title, milliseconds: 0 })
}

/** An interruption reaches the programs that a step runs too, and is then why they fail. */
const fail = (
  { running, planned: { step } }: Taken,
  error: unknown,
  { progress, journal, signal }: RunOptions,
): void => {
  if (running.live) progress({ event: 'failed', context: step.context, title: step.title, message: messageOf(error) })
  running.error ??= signal?.aborted && !running.committed ? interrupted(step.context, error) : error
  journal.note([{ failed: running.number, message: `${step.title}: ${messageOf(error)}` }])
  if (running.committed) running.leftOver = [...running.leftOver, step.title]
}

const undoFailed = async (some: readonly Running[], options: RunOptions): Promise<void> => {
  const failed = some.filter(({ live, committed, begun }) => !live && !committed && begun.length > 0)
  if (failed.length === 0) return
  const begun = failed.map(({ plan: { context }, begun }) => ({
    context,
    steps: begun.map(({ prepared }) => prepared),
  }))
  const leftOver = await undoAll(begun, options)
  for (const [at, one] of failed.entries()) {
    one.leftOver = leftOver[at] ?? []
    one.begun.length = 0
    options.journal.note([{ undone: one.number, leftOver: one.leftOver }])
  }
}

const interrupt = async (running: readonly Running[], options: RunOptions): Promise<void> => {
  for (const one of running) if (one.live && !one.committed) one.error = interrupted(one.plan.context)
  await undoFailed(running, options)
}

/** From here on a plan is finished, not undone; when that cannot be written down, it is undone after all. */
const commit = async (running: readonly Running[], options: RunOptions): Promise<void> => {
  const live = running.filter((one) => one.live)
  try {
    options.journal.write([{ committed: live.map(({ number }) => number) }])
    for (const one of live) one.committed = true
  } catch (error) {
    for (const one of live) one.error = error
    await undoFailed(live, options)
  }
}
