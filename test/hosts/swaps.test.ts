import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { removeSync } from 'fs-extra/esm'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileChange } from '../../src/hosts/files.js'
import { localHost } from '../../src/hosts/local/index.js'

/** `bin/test --full` says how often the race is run; else so often that a fault of the old kind shows. */
const rounds = process.env['PROVISION_TEST_FULL'] === undefined ? 100 : 1000
jest.setTimeout(rounds * 600)
const filesEach = 20

const base = mkdtempSync(join(tmpdir(), 'provision-swaps-'))
writeFileSync(join(base, 'backup'), '')
const at = (...names: readonly string[]): string => join(base, ...names)
const { files } = localHost(base)
const others = Array.from({ length: filesEach }, (_, number) => `file-${number}`)

/** A tree as PHP's user has it, with a folder that is swapped for a link to a folder of somebody else. */
const makeTrees = (round: string): void => {
  mkdirSync(at(round, 'site/files/swapped'), { recursive: true })
  chmodSync(at(round, 'site/files'), 0o777)
  mkdirSync(at(round, 'precious'))
  chmodSync(at(round, 'precious'), 0o700)
  for (const name of others) {
    writeFileSync(at(round, 'site/files/swapped', name), '')
    writeFileSync(at(round, 'precious', name), 'precious')
  }
  mkdirSync(at(round, 'beside'))
  symlinkSync(at(round, 'precious'), at(round, 'beside/link'))
}

/** Nothing of theirs was changed, and nothing was copied to where others may see it. */
const isWhole = (round: string): boolean =>
  (statSync(at(round, 'precious')).mode & 0o777) === 0o700 &&
  readdirSync(at(round, 'precious')).length === filesEach &&
  others.every((name) => readFileSync(at(round, 'precious', name), 'utf8') === 'precious') &&
  ['kept', 'read'].every((name) => !existsSync(at(round, name)) || readFileSync(at(round, name), 'utf8') === '')

let swapper: ChildProcessByStdio<Writable, Readable, null>
beforeAll(() => {
  swapper = spawn('python3', [join(import.meta.dirname, 'support/swap.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
})
afterAll(() => {
  swapper.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

/** Tells the swapping process a folder, or nothing to stop it, and waits until it has heard. */
const tell = async (folder: string): Promise<void> => {
  const heard = once(swapper.stdout, 'data')
  swapper.stdin.write(`${folder}\n`)
  await heard
}

/** Acts again and again while a folder is swapped, and returns how often somebody else lost something. */
const losses = async (act: (round: string) => unknown): Promise<number> => {
  let lost = 0
  for (let number = 0; number < rounds; number++) {
    const round = `round-${number}`
    makeTrees(round)
    await tell(at(round))
    try {
      await act(round)
    } catch {
      // What is refused because of the swaps is no loss.
    }
    await tell('')
    if (!isWhole(round)) lost += 1
    rmSync(at(round), { recursive: true, force: true })
  }
  return lost
}

const apply = async (change: FileChange): Promise<unknown> => (await files.apply([{ of: '@a', changes: [change] }]))[0]

const swapped = (round: string): string => at(round, 'site/files/swapped')
const inSwapped = (round: string, number: number): string => at(round, `site/files/swapped/file-${number}`)

const keepAdded = async (round: string): Promise<void> => {
  const [added] = await files.readAdded([{ path: inSwapped(round, 7), from: 0, most: 100 }])
  writeFileSync(at(round, 'read'), added?.text ?? '')
}

/** All that is done to a folder, or in it, besides its removal. */
const changesAt = (round: string): readonly FileChange[] => [
  { do: 'set-access', path: swapped(round), mode: 0o755 },
  { do: 'make-directory', path: swapped(round), mode: 0o755 },
  { do: 'write', path: inSwapped(round, 1), text: () => 'new', mode: 0o644 },
  { do: 'link', path: inSwapped(round, 2), target: 'elsewhere' },
  { do: 'restore', path: inSwapped(round, 3), from: at('backup') },
  { do: 'remove', path: inSwapped(round, 4) },
  { do: 'back-up', path: inSwapped(round, 5), to: at(round, 'kept') },
  { do: 'rename', path: inSwapped(round, 6), to: at(round, 'site/aside') },
  { do: 'remove-if-empty', path: swapped(round) },
]

const changeAll = async (round: string): Promise<void> => {
  for (const change of changesAt(round)) await apply(change)
  await keepAdded(round)
}

/** As long as a loaded machine needs. */
const patience = rounds * 300

describe(`a folder that is swapped for a link to somebody else's, ${rounds} times`, () => {
  it.each([
    ['is removed', (round: string) => apply({ do: 'remove', path: at(round, 'site') })],
    ['is changed, filled, emptied and read in every other way', changeAll],
  ])(
    'loses nothing of theirs while it %s',
    async (_, act) => {
      expect(await losses(act)).toBe(0)
    },
    patience,
  )

  it(
    'loses something when it is removed or changed by its path, so that the swaps are seen to happen',
    async () => {
      const lost = await losses((round) => {
        chmodSync(swapped(round), 0o755)
        removeSync(at(round, 'site'))
      })

      expect(lost).toBeGreaterThan(0)
    },
    patience,
  )
})
