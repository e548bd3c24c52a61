import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { localHost } from '../../../src/hosts/local/index.js'
import type { World } from '../../../src/steps/common/world.js'
import { rootParts } from '../../support/root-parts.js'
import { runIn } from '../../support/steps.js'
import type { Bench } from './kind-tests.js'

/** This machine, with a root helper. */
export interface RootBench extends Bench {
  /** What the root helper is told before the steps. */
  readonly tell: (...lines: readonly string[]) => void
}

const named = /^ptest-[cd]\b/

export const poolId = '0123456789abcdef'

/** What these tests have made, in the order in which it can go. */
const leftBy = (shown: readonly string[]): readonly string[] => [
  ...shown.filter((line) => line.startsWith(`pool ${poolId} `)).map(() => `no-pool ${poolId}`),
  ...shown.flatMap((line) => (/^((?:client|group) ptest-[cd]) /.exec(line) ?? []).slice(1).map((key) => `no-${key}`)),
]

const isOwn = (line: string): boolean => line.includes(poolId) || /\bptest-[cd]\b/.test(line)

/** A folder of a site, with what PHP has made in it. */
export const sharedFolder = (): string => `${rootParts().srv}/ptest-shared/files`

const fillSharedFolder = (): void => {
  rmSync(dirname(sharedFolder()), { recursive: true, force: true })
  mkdirSync(`${sharedFolder()}/2026/07`, { recursive: true })
  writeFileSync(`${sharedFolder()}/2026/07/photo.txt`, '', { mode: 0o600 })
}

const aclsIn = (folder: string): string =>
  execFileSync('getfacl', ['--recursive', '--absolute-names', folder], { encoding: 'utf8' })

const noSecrets = { write: () => {}, writeAll: () => {}, restore: () => {} }

/** A machine without clients of tests. Numbers are never used twice, so they are left out of the picture. */
export const openRootBench = async (): Promise<RootBench> => {
  const { helper, state, units } = rootParts()
  const ask = (verb: string, input = ''): readonly string[] =>
    execFileSync('sudo', ['-n', helper, verb], { input, encoding: 'utf8' }).split('\n').filter(Boolean)
  const tell = (...lines: readonly string[]): void => void ask('apply', `${lines.join('\n')}\n`)
  tell(...leftBy(ask('show')))
  fillSharedFolder()
  const usersIn = (path: string): readonly string[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => named.test(line))
      .map((line) => line.replace(/\b58\d\d\d\b/g, 'N'))
  const world = { host: () => localHost('/nowhere'), vault: noSecrets } as unknown as World
  const picture = async () => [
    ask('show')
      .filter((line) => isOwn(line))
      .map((line) => line.replace(/^((?:client|group) \S+) \d+$/, '$1')),
    usersIn('/etc/passwd'),
    usersIn('/etc/group'),
    readdirSync(`${state}/pools`).filter((name) => name === poolId),
    [units, `${units}/sockets.target.wants`, `${state}/masters`, `${state}/sockets`].map((path) =>
      existsSync(path) ? readdirSync(path).filter((name) => name.includes(poolId) || /ptest-[cd]-/.test(name)) : [],
    ),
    readdirSync(`${state}/data`).filter((name) => named.test(name)),
    aclsIn(sharedFolder()),
  ]
  return { run: runIn(world), picture, tell }
}
