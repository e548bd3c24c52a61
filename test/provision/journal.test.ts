import { describe, expect, it } from '@jest/globals'
import type { Entry, JournalText } from '../../src/engine/journal/format.js'
import type { JournalFilter } from '../../src/provision/api.js'
import { journalDetail } from '../../src/provision/journal-detail.js'
import { filteredLines, journalLine } from '../../src/provision/journal-line.js'
import { complaintsAbout } from '../support/json-answers.js'

const titles = ['create it', 'check it', 'record it']

const journal = (entries: readonly Entry[], contexts: readonly string[] = ['@a'], since = '2026-07-30T10:00:00.000Z') =>
  ({
    header: {
      format: 2,
      id: '20260730T100000-1f2e3d4c',
      task: 'provision-verify',
      holder: { pid: 1, started: '0', boot: 'another', user: 'aegir', task: 'provision-verify', since },
      contexts,
    },
    plans: contexts.map((context) => ({
      context,
      steps: titles.map((title) => ({ kind: 'memory', stage: 'file', context, title })),
    })),
    entries,
  }) as unknown as JournalText

const end = (how: 'done' | 'undone' | 'stuck'): Entry => ({ end: how, at: '2026-07-30T10:00:03.200Z' })
const failed = (plan: number): Entry => ({ failed: plan, message: 'check it: status 500' })
const left = 'create it: disk full'

describe('a line of the history', () => {
  it('says how long the task took', () => {
    expect(journalLine(journal([end('done')]))).toMatchObject({
      state: 'done',
      user: 'aegir',
      ended: '2026-07-30T10:00:03.200Z',
      milliseconds: 3200,
    })
  })

  it('has no duration in a journal of version 0.1, which has no time at its end', () => {
    const line = journalLine(journal([{ end: 'done' }]))

    expect(line).not.toHaveProperty('ended')
    expect(line).not.toHaveProperty('milliseconds')
  })

  it.each<[string, JournalText, string | undefined]>([
    ['nothing of what is done', journal([end('done')]), undefined],
    ['at which step it failed', journal([failed(0), { undone: 0 }, end('undone')]), 'check it: status 500'],
    [
      'how many of its contexts failed',
      journal([failed(1), failed(2), failed(2), end('undone')], ['@a', '@b', '@c']),
      '2 of 3 contexts failed: check it: status 500',
    ],
    [
      'what could not be undone',
      journal([failed(0), { undone: 0, leftOver: [left] }, end('stuck')]),
      `not undone: ${left}`,
    ],
    ['that the process is gone', journal([]), 'its process is dead'],
    [
      'that it was undone later',
      journal([
        { committed: [0] },
        end('done'),
        { reopened: [0], holder: null as never },
        { undone: 0 },
        end('undone'),
      ]),
      'provision-undo undid it',
    ],
    ['that it was interrupted', journal([{ undone: 0 }, end('undone')]), 'it was interrupted'],
  ])('tells %s', (_, text, reason) => {
    expect(journalLine(text).reason).toBe(reason)
  })
})

describe('the history', () => {
  const line = (day: number, more: object = {}) => ({
    ...journalLine(journal([end('done')], ['@a.test'], `2026-07-0${day}T10:00:00.000Z`)),
    ...more,
  })
  const lines = [line(3, { state: 'undone' }), line(1), line(2, { contexts: ['@b.test', '@c.test'] })]
  const days = (filter: JournalFilter) => filteredLines(lines, filter).map(({ since }) => Number(since.slice(9, 10)))

  it.each<[JournalFilter, readonly number[]]>([
    [{}, [1, 2, 3]],
    [{ limit: 2 }, [2, 3]],
    [{ limit: 9 }, [1, 2, 3]],
    [{ context: '@b.test' }, [2]],
    [{ context: '@*.test' }, [1, 2, 3]],
    [{ context: '@[ac].test', state: 'done' }, [1, 2]],
    [{ state: 'undone' }, [3]],
    [{ since: new Date('2026-07-02T10:00:00Z') }, [2, 3]],
    [{ until: new Date('2026-07-02T09:59:59Z') }, [1]],
  ])('with %j has the tasks of these days, the oldest first', (filter, expected) => {
    expect(days(filter)).toEqual(expected)
  })
})

describe('a journal with its steps', () => {
  const statesOf = (text: JournalText) =>
    journalDetail(text).plans.map(({ state, steps }) => [state, ...steps.map((step) => step.state)])

  it.each<[string, JournalText, readonly (readonly (string | undefined)[])[]]>([
    ['done', journal([{ committed: [0] }, end('done')]), [['done', 'done', 'done', 'done']]],
    ['undone', journal([failed(0), { undone: 0 }, end('undone')]), [['undone', 'undone', 'failed', 'not run']]],
    [
      'left over',
      journal([failed(0), { undone: 0, leftOver: [left] }, end('stuck')]),
      [['stuck', 'left over', 'failed', 'not run']],
    ],
    [
      'undone at last, after it was left over',
      journal([failed(0), { undone: 0, leftOver: [left] }, end('stuck'), { undone: 0, leftOver: [] }, end('undone')]),
      [['undone', 'undone', 'failed', 'not run']],
    ],
    [
      'not finished after the commit',
      journal([{ committed: [0] }, { failed: 0, message: 'record it: disk full' }, end('stuck')]),
      [['stuck', 'done', 'done', 'failed']],
    ],
    [
      'finished by a recovery',
      journal([{ committed: [0] }, { failed: 0, message: 'record it: no' }, { finished: 0 }, end('done')]),
      [['done', 'done', 'done', 'done']],
    ],
    [
      'begun by a process that is gone',
      journal([{ begin: [0, 0], before: null as never }]),
      [['interrupted', 'begun', 'not run', 'not run']],
    ],
    [
      'undone later',
      journal([
        { committed: [0] },
        end('done'),
        { reopened: [0], holder: null as never },
        { undone: 0 },
        end('undone'),
      ]),
      [['undone', 'undone', 'undone', 'undone']],
    ],
    ['interrupted', journal([{ undone: 0 }, end('undone')]), [['undone', undefined, undefined, undefined]]],
    [
      'different for two contexts',
      journal([failed(0), { undone: 0 }, { committed: [1] }, end('undone')], ['@a', '@b']),
      [
        ['undone', 'undone', 'failed', 'not run'],
        ['done', 'done', 'done', 'done'],
      ],
    ],
  ])('tells what is %s', (_, text, expected) => {
    expect(statesOf(text)).toEqual(expected)
    expect(complaintsAbout(JSON.parse(JSON.stringify(journalDetail(text))), 'journal-detail')).toEqual([])
  })

  it('says why a context failed, and what is left over of it', () => {
    const { plans } = journalDetail(journal([failed(0), { undone: 0, leftOver: [left] }, end('stuck')]))

    expect(plans).toMatchObject([{ context: '@a', reason: 'check it: status 500', leftOver: [left] }])
  })
})
