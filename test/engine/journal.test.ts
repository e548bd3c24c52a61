import { describe, expect, it } from '@jest/globals'
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { abandonedJournals } from '../../src/engine/abandoned-journals.js'
import type { JournalText } from '../../src/engine/journal/format.js'
import { closedJournals } from '../../src/engine/journal/history.js'
import { givenUpJournals, openJournals } from '../../src/engine/journal/read.js'
import { Locks } from '../../src/engine/locks.js'
import { recover, recoverOrGiveUp } from '../../src/engine/recover.js'
import type { Recovered } from '../../src/engine/settle.js'
import { type Holder, endHolder, holderOf } from '../../src/hosts/holder.js'
import { journalLine } from '../../src/provision/journal-line.js'
import { recoveryReports } from '../../src/provision/reports.js'
import { useHome } from '../support/home.js'
import { type Part, dead, fact, journalOf, useMemory } from './memory.js'

const home = useHome()
const memory = useMemory()

const steps = [fact('@a', 'one', 'file'), fact('@a', 'two', 'web'), fact('@a', 'three', 'cleanup')]
const file = (id: string): string => join(home(), 'journal/open', id, 'journal.jsonl')

/** Where the length of a journal is recorded. */
const lengthOf = (path: string): string => join(path, '../length')

/** The length without the last line. */
const secondLast = (path: string): number => readFileSync(path, 'utf8').trimEnd().lastIndexOf('\n') + 1

/** The length of the first line. */
const lineEnd = (path: string): number => readFileSync(path, 'utf8').indexOf('\n') + 1

const replaceIn = (path: string, from: string, to: string): void =>
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))

const openParts = (parts: readonly Part[], holder: Holder) => journalOf(home(), parts, holder)

const open = (holder: Holder) => openParts([{ context: '@a', steps }], holder)

const recoverAll = (contexts?: readonly string[]): Promise<readonly Recovered[]> =>
  recover({ ...memory().options, home: home(), locks: new Locks(home(), holderOf('provision-recover')) }, contexts)

describe('a journal', () => {
  it('ignores the half line that a kill has left at its end', () => {
    const journal = open(dead)
    journal.write([{ begin: [0, 0], before: { there: false } }])
    appendFileSync(file(journal.id), '{"begin":[0,1],"bef')

    const [read] = openJournals(home())

    expect(read?.entries).toEqual([{ begin: [0, 0], before: { there: false } }])
  })

  it('is history once it is closed, without what undo would have needed', () => {
    const journal = open(holderOf('provision-verify'))
    mkdirSync(journal.keep([0, 0]))
    writeFileSync(join(journal.keep([0, 0]), 'file'), 'old')

    journal.end('done')

    expect(openJournals(home())).toEqual([])
    expect(closedJournals(home())).toMatchObject([
      { header: { id: journal.id }, entries: [{ end: 'done', at: expect.any(String) }] },
    ])
    expect(readdirSync(join(home(), 'journal/closed', journal.id))).toEqual(['journal.jsonl'])
  })
})

describe('history', () => {
  it('says what was done, without what was before', () => {
    const journal = open(holderOf('provision-verify'))
    journal.write([{ begin: [0, 0], before: { hash: '*A4B6157319038724E3560894F7F932C8886EBFCF' } }])

    journal.end('done')

    const [ended] = closedJournals(home())
    expect(ended?.plans[0]?.steps.map(({ title }) => title)).toEqual(steps.map(({ title }) => title))
    expect(ended?.plans[0]?.steps.map((step) => Object.keys(step))).toEqual(
      steps.map(() => ['kind', 'stage', 'host', 'context', 'title']),
    )
    expect(readFileSync(join(home(), 'journal/closed', journal.id, 'journal.jsonl'), 'utf8')).not.toContain('A4B615')
  })
})

describe('recovery', () => {
  it('undoes in reverse what a dead task had begun, and nothing else', async () => {
    const journal = open(dead)
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [0, 1], before: { there: false } },
    ])

    const recovered = await recoverAll()

    expect(memory().events).toEqual(['undo two', 'undo one'])
    expect(recovered).toMatchObject([{ id: journal.id, how: 'undone', leftOver: [] }])
    expect(openJournals(home())).toEqual([])
  })

  it('finishes what had passed its commit', async () => {
    memory().facts.add('one').add('two')
    const journal = open(dead)
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [0, 1], before: { there: false } },
      { committed: [0] },
    ])

    const recovered = await recoverAll()

    expect(memory().events).toEqual(['run three', 'discard three', 'discard one, two'])
    expect(recovered).toMatchObject([{ id: journal.id, how: 'finished' }])
  })

  it('leaves the journal of a living task alone, which holds its locks', async () => {
    const holder = holderOf('provision-verify')
    await new Locks(home(), holder).acquire('@a')
    open(holder).write([{ begin: [0, 0], before: { there: false } }])

    expect(await recoverAll()).toEqual([])
    expect(memory().events).toEqual([])
  })

  it('undoes what a task has left that ended while its process goes on', async () => {
    const holder = holderOf('provision-verify')
    const lock = await new Locks(home(), holder).acquire('@a')
    open(holder).write([{ begin: [0, 0], before: { there: false } }])

    endHolder(holder)
    const ended = await recoverAll()
    lock.release()

    expect(ended).toMatchObject([{ how: 'undone', leftOver: [] }])
  })

  it('undoes what a task has left that has given up its locks, whatever became of it', async () => {
    open(holderOf('provision-verify')).write([{ begin: [0, 0], before: { there: false } }])

    expect(await recoverAll()).toMatchObject([{ how: 'undone', leftOver: [] }])
  })

  it('leaves alone what has to do with other contexts only', async () => {
    open(dead).write([{ begin: [0, 0], before: { there: false } }])

    expect(await recoverAll(['@b'])).toEqual([])
    expect(openJournals(home())).toHaveLength(1)
  })

  it('tries again what could not be undone the first time', async () => {
    const stubborn = [fact('@a', 'one', 'file', { fails: 'undo' })]
    const journal = openParts([{ context: '@a', steps: stubborn }], dead)
    journal.write([{ begin: [0, 0], before: { there: false } }])

    const first = await recoverAll()
    const second = await recoverAll()

    expect([...first, ...second].map(({ leftOver }) => leftOver)).toEqual([
      ['one: cannot undo one'],
      ['one: cannot undo one'],
    ])
    expect(openJournals(home())).toHaveLength(1)
  })

  it('gives up by name what cannot be undone, and keeps what that needs', async () => {
    const stubborn = [fact('@a', 'one', 'file', { fails: 'undo' })]
    const journal = openParts([{ context: '@a', steps: stubborn }], dead)
    journal.write([{ begin: [0, 0], before: { there: false } }])
    const options = { ...memory().options, home: home(), locks: new Locks(home(), holderOf('provision-recover')) }

    const [given] = await recoverOrGiveUp(journal.id.slice(-8), options)

    expect(given).toMatchObject({ how: 'given up', leftOver: ['one: cannot undo one'], stuck: [] })
    expect([await recoverAll(), abandonedJournals(home())]).toEqual([[], []])
    expect(givenUpJournals(home()).map((kept) => journalLine(kept, 'given up'))).toMatchObject([
      { id: journal.id, state: 'given up', reason: 'not undone: one: cannot undo one' },
    ])
    await expect(recoverOrGiveUp(journal.id, options)).rejects.toThrow('there is no interrupted task')
  })

  it('gives up nothing that can be undone', async () => {
    const journal = open(dead)
    journal.write([{ begin: [0, 0], before: { there: false } }])
    const options = { ...memory().options, home: home(), locks: new Locks(home(), holderOf('provision-recover')) }

    expect(await recoverOrGiveUp(journal.id, options)).toMatchObject([{ how: 'undone', leftOver: [] }])
    expect(givenUpJournals(home())).toEqual([])
  })

  it.each<[string, (path: string) => void, string, readonly string[]]>([
    ['is empty', (path) => writeFileSync(path, ''), 'its first line cannot be read', []],
    ['is gone', (path) => rmSync(path), 'its first line cannot be read', []],
    ['is cut in its first line', (path) => truncateSync(path, 40), 'its first line cannot be read', []],
    ['is cut in its plan', (path) => truncateSync(path, lineEnd(path) + 40), 'its plan cannot be read', ['@a']],
    ['is cut in a step', (path) => truncateSync(path, readFileSync(path).length - 10), 'its end is missing', ['@a']],
    ['is cut after a step', (path) => truncateSync(path, secondLast(path)), 'its end is missing', ['@a']],
    [
      'has a damaged first line',
      (path) => replaceIn(path, '"format"', '"form'),
      'its first line cannot be read',
      ['@a'],
    ],
    ['has lost its length', (path) => writeFileSync(lengthOf(path), ''), 'its length cannot be read', ['@a']],
    ['has a damaged length', (path) => replaceIn(lengthOf(path), ' ', '\0'), 'its length cannot be read', ['@a']],
    ['has a damaged line', (path) => replaceIn(path, '"before"', '"bef'), 'its line 3 cannot be read', ['@a']],
    [
      'has an entry of a step that is not there',
      (path) => replaceIn(path, '[0,0]', '[9,9]'),
      'its line 3 cannot be read',
      ['@a'],
    ],
    ['has a line that is no entry', (path) => replaceIn(path, '"begin"', '"x"'), 'its line 3 cannot be read', ['@a']],
    ['has a plan that is none', (path) => replaceIn(path, '{"plans"', '{"x"'), 'its plan cannot be read', ['@a']],
    [
      'has a header without a holder',
      (path) => replaceIn(path, '"holder"', '"x"'),
      'its first line cannot be read',
      ['@a'],
    ],
  ])('undoes nothing if the journal %s, and says so until it is given up', async (_, damage, said, contexts) => {
    const journal = open(dead)
    journal.write([{ begin: [0, 0], before: { there: false } }])
    journal.write([{ begin: [0, 1], before: { there: false } }])
    damage(file(journal.id))
    const options = { ...memory().options, home: home(), locks: new Locks(home(), holderOf('provision-recover')) }

    const [first, second] = [await recoverAll(), await recoverAll()]

    expect(second).toEqual(first)
    expect(first).toMatchObject([{ id: journal.id, contexts, damaged: true, leftOver: [said] }])
    expect(recoveryReports(first[0] as Recovered)).toMatchObject([
      { ok: false, changed: false, undone: false, error: { code: 'PROVISION_JOURNAL_DAMAGED' } },
    ])
    expect(journalLine(openJournals(home())[0] as JournalText)).toMatchObject({ state: 'damaged', reason: said })
    expect(abandonedJournals(home(), ['@a'])).toHaveLength(contexts.length)

    await recoverOrGiveUp(journal.id.slice(-8), options)

    expect(memory().events).toEqual([])
    expect([openJournals(home()), await recoverAll()]).toEqual([[], []])
    expect(givenUpJournals(home()).map(({ damage }) => damage)).toEqual([said])
  })

  it('undoes the plans of many contexts together', async () => {
    const plans = ['@a', '@b'].map((context) => ({
      context,
      steps: [fact(context, `web ${context}`, 'web', {})],
    }))
    const journal = openParts(plans, dead)
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [1, 0], before: { there: false } },
    ])

    await recoverAll()

    expect(memory().events).toEqual(['undo web @b, web @a'])
  })

  it('keeps open only what could not be undone: the other contexts of the task go on', async () => {
    const plans = [
      { context: '@a', steps: [fact('@a', 'one', 'file', { fails: 'undo' })] },
      { context: '@b', steps: [fact('@b', 'two', 'file')] },
    ]
    const journal = openParts(plans, dead)
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [1, 0], before: { there: false } },
    ])

    const [first] = await recoverAll()

    expect(first?.stuck).toEqual(['@a'])
    expect(abandonedJournals(home(), ['@a'])).toHaveLength(1)
    expect(abandonedJournals(home(), ['@b'])).toEqual([])
  })

  it('that succeeds at last is no longer shown as stuck', async () => {
    const plans = [{ context: '@a', steps: [fact('@a', 'one', 'file')] }]
    const journal = openParts(plans, dead)
    journal.end('stuck')

    await recoverAll()

    expect(closedJournals(home()).map((closed) => journalLine(closed).state)).toEqual(['undone'])
  })
})
