import type { Paint } from './colour.js'
import type { Progress } from '../engine/progress.js'
import type { ClosableProgress, Write } from './progress.js'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMilliseconds = 80
const clearLine = '\r\u001b[2K'

/** Finished steps stay as lines; the running one turns in the last line of the terminal, with how far the plan is. */
class LiveList {
  #running = ''
  #frame = 0
  #planned = 0
  #finished = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly write: Write,
    private readonly columns: () => number,
  ) {}

  expect(steps: number): void {
    this.#planned += steps
  }

  run(text: string): void {
    this.#running = text
    this.#timer ??= setInterval(() => this.#draw(), frameMilliseconds).unref()
    this.#draw()
  }

  line(text: string): void {
    this.write(`${clearLine}${text}\n`)
  }

  finish(text: string): void {
    this.#finished += 1
    this.line(text)
    if (this.#finished >= this.#planned) this.stop()
  }

  stop(): void {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.write(clearLine)
  }

  #draw(): void {
    const frame = frames[this.#frame++ % frames.length]
    const count = `${Math.min(this.#finished + 1, this.#planned)}/${this.#planned}`
    this.write(`${clearLine}${`${frame} ${count} ${this.#running}`.slice(0, Math.max(10, this.columns() - 1))}`)
  }
}

export const liveProgress = (write: Write, paint: Paint, columns: () => number): ClosableProgress => {
  const list = new LiveList(write, columns)
  const named = (context: string, text: string) => `${paint.dim(context)} ${text}`
  const tell: Progress = (event) => {
    switch (event.event) {
      case 'planned':
        return list.expect(event.changes.length)
      case 'begun':
        return list.run(`${event.context} ${event.title}`)
      case 'done':
        return list.finish(`${paint.green('✔')} ${named(event.context, event.title)}`)
      case 'failed':
        return list.finish(`${paint.red('✘')} ${named(event.context, `${event.title}: ${event.message}`)}`)
      case 'undone':
        return list.line(`${paint.yellow('↩')} ${named(event.context, `undo: ${event.title}`)}`)
      case 'warning':
        return list.line(`${paint.yellow('⚠')} ${named(event.context, event.message)}`)
      default:
        return undefined
    }
  }
  return { tell, close: () => list.stop() }
}
