import { describe, expect, it } from '@jest/globals'
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Journal } from '../../src/engine/journal.js'
import { closedJournals } from '../../src/engine/history.js'
import { openJournals } from '../../src/engine/journal-text.js'
import { Locks } from '../../src/engine/locks.js'
import { type Recovered, brokenJournals, recover } from '../../src/engine/recover.js'
import { type Holder, holderOf } from '../../src/hosts/holder.js'
import { journalLine } from '../../src/provision/journal-line.js'
import { useHome } from '../support/home.js'
import { dead, fact, useMemory } from './memory.js'

const home = useHome()
const memory = useMemory()

const steps = [fact('@a', 'one', 'file'), fact('@a', 'two', 'web'), fact('@a', 'three', 'cleanup')]
const file = (id: string): string => join(home(), 'journal/open', id, 'journal.jsonl')

const open = (holder: Holder): Journal =>
  Journal.open(home(), { task: 'provision-verify', holder, plans: [{ context: '@a', steps }] })

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

  it('whose very first line was never finished counts for nothing', () => {
    const journal = open(dead)
    const text = readFileSync(file(journal.id), 'utf8')
    writeFileSync(file(journal.id), text.slice(0, text.length / 2))

    expect(openJournals(home())).toEqual([])
  })

  it('is history once it is closed, without what undo would have needed', () => {
    const journal = open(holderOf('provision-verify'))
    writeFileSync(join(journal.keep([0, 0]), 'file'), 'old')

    journal.close('done')

    expect(openJournals(home())).toEqual([])
    expect(closedJournals(home())).toMatchObject([{ header: { id: journal.id }, entries: [{ end: 'done' }] }])
    expect(readdirSync(join(home(), 'journal/closed', journal.id))).toEqual(['journal.jsonl'])
  })
})

describe('history', () => {
  it('says what was done, without what was before', () => {
    const journal = open(holderOf('provision-verify'))
    journal.write([{ begin: [0, 0], before: { hash: '*A4B6157319038724E3560894F7F932C8886EBFCF' } }])

    journal.close('done')

    const [ended] = closedJournals(home())
    expect(ended?.header.plans[0]?.steps.map(({ title }) => title)).toEqual(steps.map(({ title }) => title))
    expect(ended?.header.plans[0]?.steps.map((step) => Object.keys(step))).toEqual(
      steps.map(() => ['kind', 'stage', 'context', 'title']),
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

    expect(memory().events).toEqual(['run three', 'discard three', 'discard one', 'discard two'])
    expect(recovered).toMatchObject([{ id: journal.id, how: 'finished' }])
  })

  it('leaves the journal of a living task alone', async () => {
    open(holderOf('provision-verify')).write([{ begin: [0, 0], before: { there: false } }])

    expect(await recoverAll()).toEqual([])
    expect(memory().events).toEqual([])
  })

  it('leaves alone what has to do with other contexts only', async () => {
    open(dead).write([{ begin: [0, 0], before: { there: false } }])

    expect(await recoverAll(['@b'])).toEqual([])
    expect(openJournals(home())).toHaveLength(1)
  })

  it('tries again what could not be undone the first time', async () => {
    const stubborn = [fact('@a', 'one', 'file', { fails: 'undo' })]
    const journal = Journal.open(home(), { task: 'x', holder: dead, plans: [{ context: '@a', steps: stubborn }] })
    journal.write([{ begin: [0, 0], before: { there: false } }])

    const first = await recoverAll()
    const second = await recoverAll()

    expect([...first, ...second].map(({ leftOver }) => leftOver)).toEqual([
      ['one: cannot undo one'],
      ['one: cannot undo one'],
    ])
    expect(openJournals(home())).toHaveLength(1)
  })

  it('undoes the plans of many contexts together', async () => {
    const plans = ['@a', '@b'].map((context) => ({
      context,
      steps: [fact(context, `web ${context}`, 'web', { kind: 'shared' })],
    }))
    const journal = Journal.open(home(), { task: 'x', holder: dead, plans })
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [1, 0], before: { there: false } },
    ])

    await recoverAll()

    expect(memory().events).toEqual(['together web @b, web @a'])
  })

  it('keeps open only what could not be undone: the other contexts of the task go on', async () => {
    const plans = [
      { context: '@a', steps: [fact('@a', 'one', 'file', { fails: 'undo' })] },
      { context: '@b', steps: [fact('@b', 'two', 'file')] },
    ]
    const journal = Journal.open(home(), { task: 'x', holder: dead, plans })
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [1, 0], before: { there: false } },
    ])

    const [first] = await recoverAll()

    expect(first?.stuck).toEqual(['@a'])
    expect(brokenJournals(home(), ['@a'])).toHaveLength(1)
    expect(brokenJournals(home(), ['@b'])).toEqual([])
  })

  it('that comes to an end at last is not told as stuck any more', async () => {
    const plans = [{ context: '@a', steps: [fact('@a', 'one', 'file')] }]
    const journal = Journal.open(home(), { task: 'x', holder: dead, plans })
    journal.leaveOpen()

    await recoverAll()

    expect(closedJournals(home()).map((closed) => journalLine(closed).state)).toEqual(['undone'])
  })
})
