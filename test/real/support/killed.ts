import { afterAll, beforeAll } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.js'
import type { Fault } from './faults.js'
import type { TaskWords } from './tasks.js'

/** How a process ended that was told to break. */
export interface Broken {
  readonly signal: NodeJS.Signals | null
  /** What it passed and reported, when it was not killed. */
  readonly ended?: {
    readonly passed: number
    readonly reports: readonly {
      readonly ok: boolean
      readonly message?: string
      readonly leftOver: readonly string[]
    }[]
  }
  readonly stderr: string
}

export type RunBroken = (home: string, words: TaskWords, fault: Fault) => Promise<Broken>

/** Tasks in processes of their own, which break where they are told to, by `kill -9` for example. */
export const useBrokenProcesses = (): RunBroken => {
  let folder: string | undefined
  let script = ''
  let runs = 0
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'provision-broken-'))
    script = bundle('test/real/support/faulty-task.ts', folder)
  })
  afterAll(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })
  return async (home, words, fault) => {
    const ended = join(folder ?? '', `ended-${runs++}.json`)
    const child = spawn(process.execPath, [script, JSON.stringify({ home, words, fault, ended })], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (part) => (stderr += String(part)))
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    return { signal, stderr, ...(existsSync(ended) ? { ended: JSON.parse(readFileSync(ended, 'utf8')) } : {}) }
  }
}
