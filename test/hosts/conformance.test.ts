import { afterAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Acl, effective } from '../../src/hosts/acl.js'
import type { FileChange, FileFound } from '../../src/hosts/files.js'
import type { Host } from '../../src/hosts/host.js'
import { localHost } from '../../src/hosts/local/index.js'
import type { HostReader } from '../../src/hosts/reader.js'
import { NotReadYet } from '../../src/hosts/snapshot-reader.js'
import { MemoryHost } from '../support/hosts/memory-host.js'
import { RootHost, RootMachine } from '../support/hosts/root-host.js'

const folder = mkdtempSync(join(tmpdir(), 'provision-hosts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A host, and a folder on it in which nothing is yet. */
interface Bench {
  readonly host: Host
  readonly base: string
}

const rootMachine = (): RootMachine =>
  new RootMachine({
    name: 'web.remote.test',
    folder: mkdtempSync(join(folder, 'machine-')),
    home: '/srv/work',
    users: ['root', 'provisioner'],
    groups: ['root', 'provisioner', 'webservd'],
    user: { name: 'provisioner', group: 'provisioner', groups: new Set(['provisioner']) },
  })

const benches: Readonly<Record<string, () => Bench>> = {
  'this machine': () => ({ host: localHost(folder), base: mkdtempSync(join(folder, 'here-')) }),
  'a machine in a root folder': () => ({ host: new RootHost(rootMachine()), base: '/srv/work' }),
  'a machine in memory': () => ({ host: new MemoryHost().put({ '/srv/work': null }), base: '/srv/work' }),
}

/** As planners ask: again, until what they ask for has been read. */
const ask = async <Reply>({ reader, load }: Host, question: (reader: HostReader) => Reply): Promise<Reply> => {
  for (;;)
    try {
      return question(reader)
    } catch (error) {
      if (!(error instanceof NotReadYet && (await load()))) throw error
    }
}

describe.each(Object.entries(benches))('the files of %s', (_, open) => {
  const opened = () => {
    const { host, base } = open()
    const at = (name: string): string => join(base, name)
    const apply = async (...changes: readonly FileChange[]) => (await host.files.apply([{ of: '@a', changes }]))[0]
    const find = async (name: string): Promise<FileFound> =>
      (await host.files.read([{ path: at(name), text: true, names: true, acl: true }]))[0] ?? {}
    const write = (name: string, text: string, mode = 0o640): FileChange => ({
      do: 'write',
      path: at(name),
      mode,
      text: () => text,
    })
    const makeFolder = (name: string, mode = 0o755): FileChange => ({ do: 'make-directory', path: at(name), mode })
    return { host, at, apply, find, write, makeFolder }
  }

  it('are written whole, in the place of older ones, with exactly their mode', async () => {
    const { apply, find, write } = opened()

    await apply(write('a', 'old', 0o600), write('a', 'new', 0o444))

    expect(await find('a')).toMatchObject({ state: { kind: 'file', mode: 0o444 }, text: 'new' })
  })

  it('are not written where there is no folder, and nothing is left of them', async () => {
    const { apply, find, write } = opened()

    expect(await apply(write('gone/a', 'text'))).toMatchObject({ ok: false, error: { code: 'ENOENT' } })
    expect(await find('gone')).toEqual({})
  })

  const acl: Acl = { owningGroup: '---', named: { 'group:daemon': 'rwx', 'user:daemon': 'r-x' } }

  it('have an ACL from their first moment, and another one or none when they are written again', async () => {
    const { apply, find, write } = opened()
    const withAcl = (mode: number, acl: Acl | null): FileChange => ({ ...write('a', 'x', mode), acl }) as FileChange

    await apply(withAcl(0o440, acl))
    expect(await find('a')).toMatchObject({ state: { mode: 0o440, acl: effective(acl, 0o440) } })

    await apply(withAcl(0o440, null))
    expect((await find('a')).state).not.toHaveProperty('acl')
  })

  it('have folders with an ACL, whose rights a narrower mode takes away, and that go back to none', async () => {
    const { apply, find, makeFolder, at } = opened()
    const full: Acl = { ...acl, inherited: { owningGroup: 'r-x', named: { 'group:daemon': 'rwx' } } }

    await apply({ ...makeFolder('d', 0o2770), acl: full } as FileChange)
    expect(await find('d')).toMatchObject({ state: { mode: 0o2770, acl: full } })

    await apply({ do: 'set-access', path: at('d'), mode: 0o2700 })
    expect((await find('d')).state?.acl).toEqual(effective(full, 0o2700))

    await apply({ do: 'set-access', path: at('d'), mode: 0o2750, acl: null })
    expect(await find('d')).toMatchObject({ state: { mode: 0o2750 } })
    expect((await find('d')).state).not.toHaveProperty('acl')
  })

  it('have folders with exactly their mode, also when they were there', async () => {
    const { apply, find, makeFolder, write } = opened()

    await apply(makeFolder('folder', 0o700), write('folder/b', ''), write('folder/a', ''), makeFolder('folder', 0o2750))

    expect(await find('folder')).toMatchObject({ state: { kind: 'directory', mode: 0o2750 }, names: ['a', 'b'] })
  })

  it('have links, which are told with what they lead to', async () => {
    const { at, apply, find, makeFolder, write } = opened()
    const link = (name: string, target: string): FileChange => ({ do: 'link', path: at(name), target })

    await apply(makeFolder('folder'), write('folder/a', 'text'))
    await apply(link('absolute', at('folder')), link('relative', 'folder/a'), link('through', 'absolute/a'))
    await apply(link('nowhere', 'gone'), link('turned', 'gone'), link('turned', 'relative'))

    expect(await find('absolute')).toMatchObject({ state: { kind: 'link', target: at('folder') }, names: ['a'] })
    expect(await find('relative')).toMatchObject({ leadsTo: 'file', text: 'text', state: { target: 'folder/a' } })
    expect(await find('through')).toMatchObject({ leadsTo: 'file', text: 'text' })
    expect(await find('turned')).toMatchObject({ leadsTo: 'file', text: 'text' })
    expect(await find('nowhere')).not.toHaveProperty('leadsTo')
    expect(await find('absolute/a')).toMatchObject({ state: { kind: 'file' }, text: 'text' })
  })

  it('come back as they were from what was backed up first', async () => {
    const { at, apply, find, write } = opened()
    const backUp: FileChange = { do: 'back-up', path: at('a'), to: at('kept/1/a') }

    await apply(write('a', 'old', 0o600), backUp, write('a', 'new'), backUp)
    const changed = await find('a')
    await apply({ do: 'restore', path: at('a'), from: at('kept/1/a') })

    expect(changed).toMatchObject({ text: 'new' })
    expect(await find('a')).toMatchObject({ state: { mode: 0o600 }, text: 'old' })
    expect(await find('kept/1/a')).toMatchObject({ text: 'old' })
  })

  it('are renamed with all that is in them; what is not there stays so', async () => {
    const { at, apply, find, makeFolder, write } = opened()

    await apply(makeFolder('old'), write('old/a', 'text'))
    const applied = await apply(
      { do: 'rename', path: at('old'), to: at('new') },
      { do: 'rename', path: at('gone'), to: at('nothing') },
    )

    expect(applied).toEqual({ ok: true })
    expect(await find('new/a')).toMatchObject({ text: 'text' })
    expect([await find('old'), await find('nothing')]).toEqual([{}, {}])
  })

  it('are removed without following links, and twice without harm', async () => {
    const { at, apply, find, makeFolder, write } = opened()
    const remove: FileChange = { do: 'remove', path: at('folder') }

    await apply(write('stays', 'text'), makeFolder('folder'), { do: 'link', path: at('folder/a'), target: at('stays') })

    expect(await apply(remove, remove)).toEqual({ ok: true })
    expect([await find('folder'), (await find('stays')).text]).toEqual([{}, 'text'])
  })

  it('are folders that go when they are empty, and only then', async () => {
    const { at, apply, find, makeFolder, write } = opened()
    const removeIfEmpty = (name: string): FileChange => ({ do: 'remove-if-empty', path: at(name) })

    await apply(makeFolder('empty'), makeFolder('full'), write('full/a', ''))

    expect(await apply(removeIfEmpty('empty'), removeIfEmpty('full'), removeIfEmpty('gone'))).toEqual({ ok: true })
    expect([await find('empty'), (await find('full')).names]).toEqual([{}, ['a']])
  })

  it('are changed no further for whom a change has failed, and for others they are', async () => {
    const { host, find, write } = opened()

    const applied = await host.files.apply([
      { of: '@a', changes: [write('1', ''), write('gone/2', ''), write('3', '')] },
      { of: '@b', changes: [write('4', '')] },
      { of: '@a', changes: [write('5', '')] },
    ])

    const there = await Promise.all(['1', '3', '4', '5'].map(async (name) => (await find(name)).state !== undefined))
    expect(applied.map(({ ok }) => ok)).toEqual([false, true, false])
    expect(there).toEqual([true, false, true, false])
  })

  it('are seen by planners, who follow links', async () => {
    const { host, at, apply, makeFolder, write } = opened()
    await apply(makeFolder('folder'), write('folder/b', 'text'), write('folder/a', ''))
    await apply({ do: 'link', path: at('link'), target: 'folder' }, { do: 'link', path: at('nowhere'), target: 'gone' })

    expect(await ask(host, (reader) => reader.list(at('link')))).toEqual(['a', 'b'])
    expect(await ask(host, (reader) => reader.text(at('link/b')))).toBe('text')
    expect(await ask(host, (reader) => reader.isDirectory(at('link')))).toBe(true)
    expect(await ask(host, (reader) => reader.isDirectory(at('link/b')))).toBe(false)
    expect(await ask(host, (reader) => reader.exists(at('nowhere')))).toBe(false)
    expect(await ask(host, (reader) => [reader.text(at('gone')), reader.list(at('gone'))])).toEqual([undefined, []])
    expect(await ask(host, (reader) => [reader.text(at('folder')), reader.list(at('folder/b'))])).toEqual([
      undefined,
      [],
    ])
  })
})

describe('a machine in a root folder', () => {
  it('has users and groups of its own, and refuses any other', async () => {
    const machine = rootMachine()
    const { files } = new RootHost(machine)
    const write = (path: string, group: string) =>
      files.apply([{ of: '@a', changes: [{ do: 'write', path, mode: 0o640, group, text: () => '' }] }])

    const [known] = await write('/srv/work/known', 'webservd')
    const [unknown] = await write('/srv/work/unknown', 'users')
    const found = await new RootHost(machine).files.read(
      ['/srv/work/known', '/srv/work/unknown'].map((path) => ({ path })),
    )

    expect([known, unknown]).toMatchObject([
      { ok: true },
      { ok: false, error: { message: expect.stringContaining('users') } },
    ])
    expect(found).toMatchObject([{ state: { group: 'webservd' } }, {}])
  })

  it('has folders whose group new files get', async () => {
    const { files } = new RootHost(rootMachine())
    const path = '/srv/work/shared'

    await files.apply([
      {
        of: '@a',
        changes: [
          { do: 'make-directory', path, mode: 0o2770, group: 'webservd' },
          { do: 'write', path: `${path}/a`, mode: 0o640, text: () => '' },
          { do: 'rename', path, to: '/srv/work/moved' },
        ],
      },
    ])

    expect(await files.read([{ path: '/srv/work/moved/a' }])).toMatchObject([{ state: { group: 'webservd' } }])
  })

  it('cannot be left, neither by links nor by parent folders', async () => {
    const machine = rootMachine()
    mkdirSync(join(machine.parts.folder, 'beside'))
    writeFileSync(join(machine.parts.folder, 'beside/secret'), '')
    const { files } = new RootHost(machine)
    const links = { up: '../../../beside', far: `/../../${machine.parts.folder}/beside`, 'up-then-up': 'up/..' }
    const changes = Object.entries(links).map(
      ([name, target]) => ({ do: 'link', path: `/srv/work/${name}`, target }) as const,
    )

    await files.apply([{ of: '@a', changes }])
    const found = await files.read([
      ...Object.keys(links).map((name) => ({ path: `/srv/work/${name}`, names: true })),
      { path: '/../../beside', names: true },
    ])

    expect(found.flatMap(({ names = [] }) => names)).toEqual(['srv'])
  })
})
