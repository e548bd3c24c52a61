import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkJson } from './json-output.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The program with a home of its own; `npm run build` makes what it runs. All JSON is checked against the schema. */
export class CommandLine {
  readonly home = mkdtempSync(join(tmpdir(), 'provision-test-'))

  run(words: readonly string[], { input = '', env = {}, bin = 'bin/run.js', third }: RunOptions = {}): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, bin), ...words], {
      encoding: 'utf8',
      input,
      stdio: ['pipe', 'pipe', 'pipe', ...(third === undefined ? [] : [third])],
      env: { ...process.env, PROVISION_HOME: this.home, PROVISION_ALLOW_ROOT: '1', NO_COLOR: '1', ...env },
    })
    const ended = { code: status, stdout, stderr }
    checkJson(words, ended)
    return ended
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}

interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly bin?: string
  /** The program gets it as file descriptor 3. */
  readonly third?: number
}
