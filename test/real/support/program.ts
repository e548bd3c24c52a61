import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../../process/command-line.js'
import { checkJson } from '../../process/json-output.js'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command under way: `ended` when it has ended, and `stderr` what it has said so far. */
export class Program {
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''
  readonly #child

  constructor(home: string, words: readonly string[]) {
    this.#child = spawn(process.execPath, [join(root, 'bin/run.js'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, as a terminal gives it
      detached: true,
      env: { ...process.env, PROVISION_HOME: home, PROVISION_ALLOW_ROOT: '1', NO_COLOR: '1' },
    })
    this.#child.stdout.on('data', (part) => (this.stdout += String(part)))
    this.#child.stderr.on('data', (part) => (this.stderr += String(part)))
    this.ended = once(this.#child, 'close').then(([code]) => {
      const ended = { code: code as number | null, stdout: this.stdout, stderr: this.stderr }
      checkJson(words, ended)
      return ended
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** As Ctrl-C on a terminal: the program and all that it runs. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT')
  }
}

/** The program as a user has it; `npm run build` makes what it runs. */
export const provision = (home: string, ...words: readonly string[]): Promise<Ended> => new Program(home, words).ended

/** Asks every few milliseconds until it is so. */
export const until = async (isSo: () => boolean, what: string): Promise<void> => {
  for (const end = Date.now() + 20_000; !isSo(); await new Promise((resolve) => setTimeout(resolve, 5)))
    if (Date.now() > end) throw new Error(`${what} did not come`)
}
