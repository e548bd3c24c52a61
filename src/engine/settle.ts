import { messageOf } from '../errors.js'
import { groupBy } from '../lib/group-by.js'
import type { Kinds, Prepared } from '../steps/common/kind.js'
import type { Step } from '../steps/common/step.js'
import type { Run, World } from '../steps/common/world.js'
import { discardAll, notDiscarded } from './discard.js'
import { discardElsewhere } from './discard-elsewhere.js'
import type { JournalText } from './journal/format.js'
import { type BegunStep, begunIn, statesIn } from './journal/states.js'
import { Journal } from './journal/write.js'
import type { Locks } from './locks.js'
import { type PlannedStep, kindOf, makePlans, rankIn } from './plan.js'
import type { Progress } from './progress.js'
import { RunWorld } from './run-world.js'
import { undoAll } from './undo.js'

export interface RecoverOptions {
  readonly home: string
  readonly kinds: Kinds
  readonly world: World
  readonly locks: Locks
  readonly progress: Progress
}

/** How an interrupted task was settled. */
export interface Recovered {
  readonly id: string
  readonly task: string
  readonly contexts: readonly string[]
  /**
   * `finished` if it had passed its commit, otherwise `undone`; `given up` if neither was possible; `kept failed` if it
   * waits for `provision-recover`.
   */
  readonly how: 'finished' | 'undone' | 'given up' | 'kept failed'
  readonly leftOver: readonly string[]
  /** The contexts that stay half done. */
  readonly stuck: readonly string[]
  /** Its journal cannot be read, so nothing was undone: it is not known what the task has done. */
  readonly damaged?: true
}

/** A plan of a dead task that is neither undone nor finished. */
interface Unsettled {
  readonly plan: number
  readonly contexts: readonly string[]
  readonly steps: readonly BegunStep[]
  readonly committed: boolean
}

const unsettledPlans = (journal: JournalText): readonly Unsettled[] => {
  const begun = begunIn(journal)
  const { settled, committed } = statesIn(journal.entries)
  return journal.plans
    .map(({ context, changes = [] }, plan) => ({
      plan,
      contexts: [context, ...changes],
      steps: begun.get(plan) ?? [],
      committed: committed.has(plan),
    }))
    .filter(({ plan }) => !settled.has(plan))
}

/** What is left over, for each plan. */
type LeftOver = readonly (readonly string[])[]

/** Settles the unsettled plans of one journal. */
class Recovery {
  readonly #journal: Journal
  readonly #world: RunWorld
  readonly #run: Run

  constructor(
    private readonly text: JournalText,
    private readonly options: RecoverOptions,
  ) {
    this.#journal = Journal.reopen(options.home, text)
    this.#world = new RunWorld({ ...options, journal: this.#journal })
    this.#run = this.#world.run
  }

  async settle(): Promise<Recovered> {
    const { id, task, contexts } = this.text.header
    const open = unsettledPlans(this.text)
    const [past, before] = [open.filter(({ committed }) => committed), open.filter(({ committed }) => !committed)]
    const leftOver = [...(await this.#finishAll(past)), ...(await this.#undo(before))]
    await this.#removeTemporaries(open)
    const how = past.length > 0 ? 'finished' : 'undone'
    const end = leftOver.flat().length > 0 ? 'stuck' : how === 'finished' ? 'done' : 'undone'
    if (this.#journal.end(end)) await this.#discardElsewhere()
    const stuck = [...past, ...before].filter((_, index) => leftOver[index]?.length !== 0)
    return { id, task, contexts, how, leftOver: leftOver.flat(), stuck: stuck.flatMap((plan) => plan.contexts) }
  }

  #discardElsewhere(): Promise<void> {
    const steps = this.text.plans.flatMap((plan) => plan.steps)
    return discardElsewhere(this.text.header.id, steps, this.options)
  }

  /** Undoes all plans together, so that a web server reloads once. */
  async #undo(open: readonly Unsettled[]): Promise<LeftOver> {
    const begun = open.map(({ steps }) => steps.map(({ prepared }) => prepared))
    const { kinds, progress } = this.options
    const leftOver = await undoAll(begun, { kinds, progress, stages: this.text.header.stages, run: this.#run })
    this.#journal.note(open.map(({ plan }, index) => ({ undone: plan, leftOver: leftOver[index] ?? [] })))
    return leftOver
  }

  async #finishAll(open: readonly Unsettled[]): Promise<LeftOver> {
    const leftOver: (readonly string[])[] = []
    for (const plan of open) leftOver.push(await this.#finish(plan))
    this.#journal.note(open.flatMap(({ plan }, index) => (leftOver[index]?.length === 0 ? { finished: plan } : [])))
    return leftOver
  }

  #afterCommit(steps: readonly Step[]): readonly Step[] {
    const { stages } = this.text.header
    const rank = rankIn(stages)
    const commit = stages.order.indexOf(stages.commitAfter)
    return steps.filter((step) => rank(step) > commit)
  }

  /** Runs the steps after the commit that are not true yet, and removes undo data. */
  async #finish({ plan, steps: begun }: Unsettled): Promise<readonly string[]> {
    const journaled = this.text.plans[plan]
    if (journaled === undefined) return []
    const { steps } = journaled
    const [made] = await makePlans([{ ...journaled, steps: this.#afterCommit(steps) }], {
      ...this.options,
      stages: this.text.header.stages,
    })
    if (made?.error !== undefined) return [messageOf(made.error)]
    const leftOver: string[] = []
    for (const [index, planned] of (made?.steps ?? []).entries()) {
      this.#world.place(planned.step, [plan, steps.length + index])
      leftOver.push(...(await this.#runForGood(planned)))
    }
    return leftOver.length === 0 ? this.#discard(begun.map(({ prepared }) => prepared)) : leftOver
  }

  async #discard(begun: readonly Prepared[]): Promise<readonly string[]> {
    return notDiscarded(begun, await discardAll(begun, { kinds: this.options.kinds, run: this.#run }))
  }

  /** Runs one step and removes its undo data at once, because nothing is undone after the commit. */
  async #runForGood(planned: PlannedStep): Promise<readonly string[]> {
    const { step } = planned
    const { kinds, progress } = this.options
    progress({ event: 'begun', context: step.context, title: step.title, host: step.host })
    const kind = kindOf(kinds, step.kind)
    try {
      const [preparation] = await kind.prepare([planned], this.#run)
      if (preparation?.ok !== true) throw preparation?.error
      const prepared = [{ step, before: preparation.before }]
      const [outcome] = await kind.run(prepared, this.#run)
      if (outcome?.ok === false) throw outcome.error
      return await this.#discard(prepared)
    } catch (error) {
      return [`${step.title}: ${messageOf(error)}`]
    }
  }

  /** Removes the files that the dead process wrote beside their destination and did not move there. */
  async #removeTemporaries(open: readonly Unsettled[]): Promise<void> {
    const { kinds, world } = this.options
    const steps = open.flatMap((plan) => plan.steps.map(({ prepared }) => prepared.step))
    for (const [host, group] of groupBy(steps, (step) => step.host)) {
      const written = group.flatMap((step) => kindOf(kinds, step.kind).writes?.(step, world) ?? [])
      if (written.length > 0) await world.host(host).files.removeTemporaries(written)
    }
  }
}

/** What is told of a damaged journal, of which nothing is undone. */
export const damagedJournal = ({ header, damage = '' }: JournalText): Recovered => {
  const { id, task, contexts } = header
  return { id, task, contexts, how: 'undone', leftOver: [damage], stuck: contexts, damaged: true }
}

/** Undoes or finishes the unsettled plans of a journal, under the locks of its contexts. */
export const settleJournal = async (text: JournalText, options: RecoverOptions): Promise<Recovered> =>
  text.damage === undefined ? new Recovery(text, options).settle() : damagedJournal(text)
