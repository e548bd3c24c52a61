import type { Write } from './closable.js'

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMilliseconds = 80

/** The last lines of a terminal, which are redrawn. Printed lines stay above them. */
export class LiveRegion {
  #drawn = 0
  #frame = 0
  #last = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly write: Write,
    private readonly lines: () => readonly string[],
    private readonly now: () => number,
  ) {}

  /** Redraws at most once per frame, so that ten thousand steps do not wait for the terminal. */
  draw(): void {
    this.#timer ??= setInterval(() => this.#redraw(), frameMilliseconds).unref()
    if (this.now() - this.#last >= frameMilliseconds) this.#redraw()
  }

  print(lines: readonly string[]): void {
    this.write(`${this.#cleared()}${lines.join('\n')}\n`)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    const cleared = this.#cleared()
    if (cleared !== '') this.write(cleared)
  }

  #redraw(): void {
    const frame = frames[this.#frame++ % frames.length]
    const lines = this.lines().map((line) => `${frame} ${line}`)
    this.write(`${this.#cleared()}${lines.join('\n')}`)
    this.#drawn = lines.length
    this.#last = this.now()
  }

  /** The codes that erase the drawn lines. */
  #cleared(): string {
    const up = this.#drawn > 1 ? `\u001b[${this.#drawn - 1}A` : ''
    const codes = this.#drawn === 0 ? '' : `\r${up}\u001b[J`
    this.#drawn = 0
    return codes
  }
}
