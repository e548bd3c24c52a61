import { refuseUnknown } from '../contexts/unknown.js'
import type { Intent } from '../engine/plan.js'
import type { Failed } from '../engine/task.js'
import type { TaskPlanning } from '../planning/planning.js'
import type { TaskRun, Wanted } from '../tasks/common/task.js'
import type { Session } from './session.js'

/** The run of a task, and the type of contexts that it is for. */
export type Planned = Pick<TaskRun, 'want' | 'takesUnknown' | 'of'>

/** The passes of planning of one task. The first pass uses the data that was read to begin the task. */
export class Passes {
  #isFirst = true
  #wanted: Wanted | undefined

  constructor(
    private readonly planned: Planned,
    private readonly session: Session,
  ) {}

  /** Warnings of the last pass. */
  readonly warningsOf = (context: string): readonly string[] => this.#wanted?.warnings?.(context) ?? []

  /** Plans the contexts in the given order. A context that cannot be planned returns its error, and stops no other. */
  async *intents(contexts: readonly string[]): AsyncIterable<Intent | Failed> {
    const planning = await this.#begin(contexts)
    this.#wanted = this.planned.want(planning)
    for (const name of contexts) yield this.#intentOrError(name, this.#wanted, planning)
  }

  /** Starts a pass. With other hosts, first reads ahead what planning will need, and then starts with empty state. */
  async #begin(contexts: readonly string[]): Promise<TaskPlanning> {
    const [isFirst, { hosts }] = [this.#isFirst, this.session]
    this.#isFirst = false
    if (hosts.answerAtOnce) return isFirst ? this.session.planning : this.session.startPass()
    if (!isFirst) hosts.forget()
    await this.#readAhead(contexts)
    return this.session.startPass()
  }

  /** Reads other hosts in few round trips. Each round trip reads everything that any context asked for. */
  async #readAhead(contexts: readonly string[]): Promise<void> {
    const { hosts } = this.session
    do {
      const planning = this.session.startPass()
      const wanted = this.planned.want(planning)
      for (const name of contexts) this.#intentOrError(name, wanted, planning)
    } while (await hosts.load())
  }

  #intentOrError(name: string, wanted: Wanted, planning: TaskPlanning): Intent | Failed {
    try {
      return this.#intent(name, wanted, planning)
    } catch (error) {
      planning.removals.takeReliedOn(name)
      return { context: name, error }
    }
  }

  #intent(name: string, wanted: Wanted, planning: TaskPlanning): Intent {
    const { of } = this.planned
    const { contexts, removals } = planning
    this.#refuseUnknown(name, planning)
    if (of !== undefined) contexts.typed(of, name)
    const intent = wanted.intent(name)
    for (const changed of intent.changes ?? []) this.#refuseUnknown(changed, planning)
    const needs = [...new Set([...(intent.needs ?? []), ...removals.takeReliedOn(name)])]
    removals.add(name, intent.steps)
    return needs.length === 0 ? intent : { ...intent, needs }
  }

  #refuseUnknown(name: string, { contexts, store }: TaskPlanning): void {
    const record = store.find(name)
    if (!this.planned.takesUnknown && record !== undefined) refuseUnknown(record, contexts.schema)
  }
}
