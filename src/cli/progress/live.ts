import type { Progress, ProgressEvent } from '../../engine/progress.js'
import type { Screen } from '../text/screen.js'
import { wrap } from '../text/wrap.js'
import type { ClosableProgress, Write } from './closable.js'
import { ContextSteps } from './context-steps.js'
import { foldedLine, liveLines, stepLines } from './folded.js'
import { LiveRegion } from './live-region.js'

/** The most running contexts with a line each. More of them share one line with counts. */
const mostRunning = 8
/** The most contexts with a final line each on success: about a screen. */
const mostFolded = 20
/** The most failed contexts with a list of steps. For others, the folded line names the failed step. */
const mostUnfolded = 5
/** A sign, a space, and the last column, where some terminals break the line. */
const signWidth = 3

export interface LiveOptions {
  readonly write: Write
  /** Called for each line, because the user may resize the terminal. */
  readonly screen: () => Screen
  /** Lists the steps of every context. */
  readonly verbose?: boolean
  /** Milliseconds. */
  readonly now?: () => number
}

/** Shows the steps of each context in one line: with a spinner while they run, and with the result at the end. */
class LiveProgress {
  readonly #region: LiveRegion
  readonly #contexts = new Map<string, ContextSteps>()
  readonly #running = new Map<string, ContextSteps>()
  readonly #now: () => number
  #unfolded = 0
  #hasBegun = false

  constructor(private readonly options: LiveOptions) {
    this.#now = options.now ?? (() => performance.now())
    this.#region = new LiveRegion(options.write, () => this.#lines(), this.#now)
  }

  readonly tell: Progress = (event) => {
    switch (event.event) {
      case 'planned':
        return this.#plan(event.context, event.changes.length)
      case 'begun':
        this.#endFailed()
        return this.#take(event)
      case 'advanced':
      case 'done':
      case 'failed':
      case 'undone':
        return this.#take(event)
      case 'warning':
        return this.#warn(event.context, event.message)
      case 'ended':
        return this.#end(event.context)
      default:
        return undefined
    }
  }

  readonly close = (): void => {
    this.#endAll()
    this.#region.close()
  }

  /** The plans of all contexts come before the first step. A plan after a step belongs to another run. */
  #plan(context: string, steps: number): void {
    if (this.#hasBegun) this.#endAll()
    this.#hasBegun = false
    this.#of(context).planned = steps
  }

  #take(event: Extract<ProgressEvent, { event: 'begun' | 'advanced' | 'done' | 'failed' | 'undone' }>): void {
    this.#hasBegun = true
    this.#of(event.context).take(event, this.#now())
    this.#region.draw()
  }

  #of(context: string): ContextSteps {
    const known = this.#running.get(context) ?? new ContextSteps(context)
    this.#running.set(context, known)
    this.#contexts.set(context, known)
    return known
  }

  #warn(context: string, message: string): void {
    const { paint, columns } = this.options.screen()
    this.#region.print([wrap(`${paint.yellow('⚠')} ${context}  ${message.replaceAll('\n', '\n    ')}`, columns, 2)])
  }

  /** When another step begins, the undo of failed contexts has ended. */
  #endFailed(): void {
    for (const [context, { hasFailed }] of this.#running) if (hasFailed) this.#end(context)
  }

  #endAll(): void {
    for (const context of this.#running.keys()) this.#end(context)
  }

  #end(context: string): void {
    const ended = this.#running.get(context)
    this.#running.delete(context)
    if (ended !== undefined && ended.steps.length > 0) this.#print(ended)
  }

  #print(ended: ContextSteps): void {
    const { hasFailed, isUndone } = ended
    const screen = this.options.screen()
    if (this.options.verbose || hasFailed || isUndone || this.#contexts.size <= mostFolded)
      this.#region.print([
        foldedLine(ended, this.#width(), screen),
        ...(this.#isUnfolded(ended) ? stepLines(ended, screen) : []),
      ])
  }

  #isUnfolded({ hasFailed }: ContextSteps): boolean {
    if (hasFailed) this.#unfolded += 1
    return this.options.verbose === true || (hasFailed && this.#unfolded <= mostUnfolded)
  }

  /** The width of the longest name that is printed. */
  #width(): number {
    return this.#contexts.size > mostFolded ? 0 : Math.max(...[...this.#contexts.keys()].map(({ length }) => length))
  }

  #lines(): readonly string[] {
    const [running, all] = [[...this.#running.values()], [...this.#contexts.values()]]
    const areMany = running.length > mostRunning || all.length > mostFolded
    return liveLines({ running, all }, areMany, this.options.screen().columns - signWidth)
  }
}

export const liveProgress = (options: LiveOptions): ClosableProgress => new LiveProgress(options)
