import { describe, expect, it } from '@jest/globals'
import type { JournalText } from '../../src/engine/journal/format.js'
import { holderOf } from '../../src/hosts/holder.js'
import { defaultStages } from '../../src/steps/common/stages.js'
import type { Step } from '../../src/steps/common/step.js'
import { type ActiveTasks, busyWarnings, busyWith, isUsed } from '../../src/gc/busy.js'
import type { Orphan } from '../../src/services/orphan.js'

const holder = holderOf('provision-install')
const now = 1_000_000_000
const minute = 60_000

const journal = (...steps: readonly object[]): JournalText => ({
  header: {
    format: 2,
    id: '20260101T000000-0123abcd',
    task: 'provision-install',
    holder,
    contexts: ['@a.test'],
    stages: defaultStages,
  },
  plans: [{ context: '@a.test', steps: steps as readonly Step[] }],
  entries: [],
})

const idle: ActiveTasks = { open: [], abandoned: [], locks: new Map(), running: [] }
const during = (...steps: readonly object[]): ActiveTasks => ({ ...idle, open: [journal(...steps)], running: [holder] })

const found = (more: Partial<Orphan>): Orphan => ({
  kind: 'directory',
  where: '/srv/sites/b.test',
  why: '',
  fix: '',
  removable: false,
  ...more,
})

const used = (tasks: ActiveTasks, more: Partial<Orphan> = {}): boolean => isUsed(found(more), busyWith(tasks), now)

describe('what is found is a task’s', () => {
  it.each<[string, ActiveTasks, Partial<Orphan>]>([
    ['whose lock names its context', { ...idle, locks: new Map([['@b.test', holder]]) }, { context: '@b.test' }],
    ['whose journal names its uuid', during({ kind: 'database', owner: 'the uuid' }), { uuid: 'the uuid' }],
    ['whose journal names its path', during({ kind: 'file', path: '/srv/sites/b.test' }), {}],
    ['whose journal names the file that it was to become', during({ path: '/c/x.json' }), { concerns: ['/c/x.json'] }],
    ['whose journal moved it aside', during(), { concerns: ['20260101T000000-0123abcd'] }],
    ['that removes the folder it is in', during({ kind: 'removal', path: '/srv/sites' }), {}],
    ['that makes the whole folder it is in', during({ kind: 'directory', path: '/srv/sites', whole: true }), {}],
    ['that may still be writing it', during(), { since: now - minute }],
  ])('%s', (_, tasks, more) => {
    expect(used(tasks, more)).toBe(true)
    expect(used(idle, more)).toBe(false)
  })

  it.each<[string, ActiveTasks, Partial<Orphan>]>([
    [
      'that has to do with others',
      during({ kind: 'file', path: '/srv/sites/c.test' }),
      { context: '@b.test', uuid: 'x' },
    ],
    ['that only sees to the folder it is in', during({ kind: 'directory', path: '/srv/sites' }), {}],
    ['when it has not been written for long', during(), { since: now - 11 * minute }],
  ])('not %s', (_, tasks, more) => {
    expect(used(tasks, more)).toBe(false)
  })
})

describe('the warnings about tasks', () => {
  it('say to recover interrupted ones', () => {
    const broken = journal()

    const [warning] = busyWarnings(busyWith({ ...idle, open: [broken], abandoned: [broken] }), false)

    expect(warning).toMatch(/^provision-install on @a.test was interrupted.*provision-recover first$/)
  })

  it('names a running one only when something was left out', () => {
    const busy = busyWith(during())

    expect(busyWarnings(busy, false)).toEqual([])
    expect(busyWarnings(busy, true)).toEqual([expect.stringContaining(`(pid ${process.pid}): provision-install`)])
  })
})
