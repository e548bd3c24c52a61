import type { ProgressEvent } from '../../engine/progress.js'

/** A step that has ended. */
export interface EndedStep {
  readonly title: string
  readonly state: 'done' | 'failed' | 'undone'
  readonly milliseconds: number
}

/** The progress of a long step. */
export type Advance = Extract<ProgressEvent, { event: 'advanced' }>

type StepEvent = Extract<ProgressEvent, { event: 'begun' | 'advanced' | 'done' | 'failed' | 'undone' }>

/** The steps of one context, collected from its events. */
export class ContextSteps {
  /** Number of steps in the plan, without checks. */
  planned = 0
  readonly steps: EndedStep[] = []
  running: string | undefined
  advance: Advance | undefined
  #began: number | undefined
  #last = 0

  constructor(readonly context: string) {}

  get hasFailed(): boolean {
    return this.steps.some(({ state }) => state === 'failed')
  }

  get isUndone(): boolean {
    return this.steps.some(({ state }) => state === 'undone')
  }

  get milliseconds(): number {
    return this.#began === undefined ? 0 : this.#last - this.#began
  }

  take(event: StepEvent, now: number): void {
    this.#began ??= now
    this.#last = now
    this.running = event.event === 'begun' || event.event === 'advanced' ? event.title : undefined
    this.advance = event.event === 'advanced' ? event : undefined
    if (event.event === 'undone') this.#undo(event.title)
    else if (event.event === 'done') this.#end(event.title, 'done', event.milliseconds)
    else if (event.event === 'failed') this.#end(event.title, 'failed', 0)
  }

  #end(title: string, state: EndedStep['state'], milliseconds: number): void {
    this.steps.push({ title, state, milliseconds })
  }

  /** A failed step is also undone, but its state stays `failed`. */
  #undo(title: string): void {
    const index = this.steps.findLastIndex((step) => step.title === title && step.state !== 'undone')
    const step = this.steps[index]
    if (step === undefined) this.#end(title, 'undone', 0)
    else if (step.state === 'done') this.steps[index] = { ...step, state: 'undone' }
  }
}
