import { afterAll, beforeAll } from '@jest/globals'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../process/command-line.js'
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

const bundle = (folder: string): string => {
  const script = join(folder, 'faulty-task.cjs')
  // Templates are looked for above the place that the bundle believes to be in.
  const url = JSON.stringify(pathToFileURL(join(root, 'dist', 'faulty-task.cjs')).href)
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(root, 'test/real/support/faulty-task.ts'),
    `--outfile=${script}`,
    '--bundle',
    '--format=cjs',
    '--platform=node',
    '--target=node20',
    '--log-level=error',
    `--banner:js=const importMetaUrl = ${url};`,
    '--define:import.meta.url=importMetaUrl',
  ])
  return script
}

export type RunBroken = (home: string, words: TaskWords, fault: Fault) => Promise<Broken>

/** Tasks in processes of their own, which break where they are told to, by `kill -9` for example. */
export const useBrokenProcesses = (): RunBroken => {
  let folder: string | undefined
  let script = ''
  let runs = 0
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'provision-broken-'))
    script = bundle(folder)
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
