import { afterAll, beforeAll } from '@jest/globals'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SecretFiles } from '../../../src/contexts/vault.js'
import { holderOf } from '../../../src/hosts/holder.js'
import { ownFiles } from '../../../src/hosts/local/own-files.js'
import type { World } from '../../../src/steps/common/world.js'
import { MemoryHost } from '../../support/hosts/memory-host.js'
import { runIn } from '../../support/steps.js'
import type { Bench, Example } from './kind-tests.js'

/** A host in memory, and secrets in a folder of their own. */
export interface MemoryBench extends Bench {
  readonly host: MemoryHost
  readonly vault: SecretFiles
}

const common = { host: 'localhost', context: '@a.test', title: 'a step', stage: 'file' } as const

/** A step, with what is the same for all of them. */
export const stepOf = (more: {
  readonly kind: string
  readonly [field: string]: unknown
}): Example['steps'][number] => ({
  ...common,
  ...more,
})

const secretsIn = (home: string): readonly string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith('secrets/'))
    .map((name) => `${name}: ${readFileSync(join(home, name), 'utf8')}`)

/** What is outside the home, and of it the contexts and who reads them. */
const isCompared = (path: string, home: string): boolean =>
  /^\/(?:srv|etc)\//.test(path) || ['contexts', 'readers'].some((name) => `${path}/`.startsWith(`${home}/${name}/`))

/** The generation mark is random, and proves only what was served. */
const entriesOf = ({ entries, home }: MemoryHost) =>
  [...entries].filter(([path]) => isCompared(path, home) && !path.startsWith('/etc/web/generation.')).sort()

const worldOf = (home: string, host: MemoryHost, vault: SecretFiles) =>
  ({
    home,
    vault,
    host: () => host,
    jobs: 2,
    holder: holderOf('test'),
    exclusively: (_: string, act: () => Promise<unknown>) => act(),
  }) as unknown as World

/** Opens a new world below a folder that is removed after the tests of the file. */
export const useMemoryBenches = (): (() => Promise<MemoryBench>) => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'provision-kinds-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return async () => {
    const home = mkdtempSync(join(folder, 'home-'))
    const host = new MemoryHost('localhost', home).put({ '/srv': null })
    const vault = new SecretFiles(home, ownFiles)
    const run = runIn(worldOf(home, host, vault), join(home, 'journal/open/20260101T000000-0123abcd'))
    return { run, host, vault, picture: async () => [entriesOf(host), secretsIn(home)] }
  }
}
