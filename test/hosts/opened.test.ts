import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileChange } from '../../src/hosts/files.js'
import { localHost } from '../../src/hosts/local/index.js'
import { isOpenToOthers } from '../../src/hosts/local/opened.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provision-opened-'))
  for (const name of ['way', 'target']) mkdirSync(at(name))
  symlinkSync(at('target'), at('way/link'))
  writeFileSync(at('backup'), '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (...names: readonly string[]): string => join(folder, ...names)

const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
const others = { uid: 65534, gid: 65534 }

/** Every change that makes something, at a path that a link leads to. */
const changes: readonly ((path: string) => FileChange)[] = [
  (path) => ({ do: 'write', path, text: () => 'x', mode: 0o600 }),
  (path) => ({ do: 'make-directory', path, mode: 0o700 }),
  (path) => ({ do: 'link', path, target: 'x' }),
  (path) => ({ do: 'restore', path, from: at('backup') }),
]

describe('a link on the way to a path', () => {
  it.each([
    ['0755, where nobody else can write, is followed', 0o755, true],
    ['1777, where others can write but not replace it, is followed', 0o1777, true],
    ['0777, where anybody can replace it, is not followed', 0o777, false],
  ])('in a folder with mode %s', async (_, mode, isFollowed) => {
    for (const change of changes) {
      chmodSync(at('way'), mode)
      const [applied] = await localHost(folder).files.apply([{ of: '@a', changes: [change(at('way/link/new'))] }])

      expect([applied?.ok, lstatSync(at('target/new'), { throwIfNoEntry: false }) !== undefined]).toEqual([
        isFollowed,
        isFollowed,
      ])
      rmSync(at('target/new'), { recursive: true, force: true })
    }
  })

  it.each([
    ['of the user alone', { ...me, mode: 0o755 }, false],
    ['of root, where all can write but not replace', { uid: 0, gid: 0, mode: 0o1777 }, false],
    ['of the user, where its own group can write', { ...me, mode: 0o775 }, false],
    ['of the user, where another group can write', { ...me, gid: 65534, mode: 0o775 }, true],
    ['of the user, where all can write', { ...me, mode: 0o777 }, true],
    ['of another user', { ...others, mode: 0o755 }, true],
    ['of another user, with the sticky bit', { ...others, mode: 0o1755 }, true],
  ])('a folder %s is open to others, or not', (_, state, isOpen) => {
    expect(isOpenToOthers(state)).toBe(isOpen)
  })
})
