import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileChange } from '../../src/hosts/files.js'
import { localHost } from '../../src/hosts/local/index.js'
import { ownFiles } from '../../src/hosts/local/own-files.js'
import { withPathInError } from '../../src/hosts/local/name-path.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provision-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const files = () => localHost(folder).files
const at = (...names: readonly string[]): string => join(folder, ...names)
const newFile = (name: string, text = name) => ({ path: at(name), mode: 0o640, text: () => text })

/** So many that they are flushed together, and so few that each is flushed alone. */
const counts = [100, 3]

describe.each(counts)('%d files that are written together', (count) => {
  const names = Array.from({ length: count }, (_, number) => `file-${number}`)

  it('are there with their texts and modes, and nothing besides', async () => {
    const written = await ownFiles.writeAll(names.map((name) => newFile(name)))

    expect(written).toEqual(names.map(() => ({ ok: true })))
    expect(readdirSync(folder).sort()).toEqual([...names].sort())
    expect(names.every((name) => readFileSync(at(name), 'utf8') === name)).toBe(true)
    expect(names.every((name) => (statSync(at(name)).mode & 0o777) === 0o640)).toBe(true)
  })

  it('are each on their own: what cannot be written stops no other, and leaves nothing', async () => {
    const refusing = {
      ...newFile('no'),
      text: () => {
        throw new Error('no secret')
      },
    }

    const written = await ownFiles.writeAll([newFile('missing/x'), refusing, ...names.map((name) => newFile(name))])

    expect(written.map(({ ok }) => ok)).toEqual([false, false, ...names.map(() => true)])
    expect(readdirSync(folder).sort()).toEqual([...names].sort())
  })
})

describe('a file that is kept', () => {
  it('may be kept once more, as after a crash', async () => {
    writeFileSync(at('a'), 'text')
    const changes = [{ do: 'back-up', path: at('a'), to: at('kept/a') }] as const
    await files().apply([{ of: '@a', changes }])

    await files().apply([{ of: '@a', changes }])

    expect(readFileSync(at('kept/a'), 'utf8')).toBe('text')
  })
})

describe('what has become a link meanwhile', () => {
  it.each([
    ['kept', (): FileChange => ({ do: 'back-up', path: at('link'), to: at('kept/file') })],
    ['restored', (): FileChange => ({ do: 'restore', path: at('new'), from: at('link') })],
  ])('is not %s, and nothing happens to what it leads to', async (_, change) => {
    writeFileSync(at('secret'), 'TOP SECRET', { mode: 0o600 })
    symlinkSync(at('secret'), at('link'))

    const [applied] = await files().apply([{ of: '@a', changes: [change()] }])

    expect(applied?.ok).toBe(false)
    expect(lstatSync(at('secret')).mode & 0o777).toBe(0o600)
    expect([at('kept/file'), at('new')].filter((path) => existsSync(path))).toEqual([])
  })

  it('is not read as a log', async () => {
    writeFileSync(at('secret'), 'TOP SECRET')
    symlinkSync(at('secret'), at('link'))

    expect(await files().readAdded([{ path: at('link'), from: 0, most: 100 }])).toEqual([undefined])
  })
})

describe('many files where they cannot be flushed together', () => {
  it('are flushed one by one', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = at('no programs here')

    const written = await ownFiles.writeAll(Array.from({ length: 100 }, (_, number) => newFile(`file-${number}`)))

    process.env['PATH'] = path
    expect(written.every(({ ok }) => ok)).toBe(true)
    expect(readdirSync(folder)).toHaveLength(100)
  })
})

describe('what a killed process has left', () => {
  it('is removed beside the files that it wrote, and nowhere else', async () => {
    const left = ['.a.0123456789ab.new', '.b.0123456789ab.new', '.a.new', 'a', '.a.0123456789ab.old']
    for (const name of left) writeFileSync(at(name), '')

    await files().removeTemporaries([at('a'), at('gone/x')])

    expect(readdirSync(folder).sort()).toEqual(left.slice(1).sort())
  })
})

describe('a folder', () => {
  it('cannot be deleted where one below it may not be emptied', async () => {
    mkdirSync(at('site/files/private'), { recursive: true })
    expect(await files().findUndeletable([at('site')])).toEqual([undefined])

    chmodSync(at('site/files/private'), 0o500)

    expect(await files().findUndeletable([at('site')])).toEqual([{ path: at('site/files/private'), isMount: false }])
    chmodSync(at('site/files/private'), 0o700)
  })
})

describe('a full disk', () => {
  it('is told with the file that did not fit', () => {
    const file = openSync('/dev/full', 'w')

    expect(() => withPathInError('/srv/x', () => writeSync(file, 'text'))).toThrow(/ENOSPC.*'\/srv\/x'$/)
    closeSync(file)
  })
})
