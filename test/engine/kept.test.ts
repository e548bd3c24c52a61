import { describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, readdirSync, renameSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../../src/engine/engine.js'
import { execute } from '../../src/engine/execute.js'
import { closedJournals } from '../../src/engine/journal/history.js'
import { openJournals } from '../../src/engine/journal/read.js'
import { expireKept, expiringIds, keptJournals } from '../../src/engine/kept.js'
import { Locks } from '../../src/engine/locks.js'
import { recover, recoverOrGiveUp } from '../../src/engine/recover.js'
import { undoKept } from '../../src/engine/undo-kept.js'
import { holderOf } from '../../src/hosts/holder.js'
import { journalLine } from '../../src/provision/journal-line.js'
import { defaultStages } from '../../src/steps/common/stages.js'
import { useHome } from '../support/home.js'
import { fact, useMemory } from './memory.js'

const home = useHome()
const memory = useMemory()

const engine = (more: Partial<Engine> = {}): Engine => ({
  ...memory().options,
  home: home(),
  locks: new Locks(home(), holderOf('test')),
  keeping: { days: 7, bytes: 1e9 },
  ...more,
})

/** A task that makes one fact for each context, and keeps what its undo needs. */
const make = async (
  word: string,
  contexts: readonly string[],
  more: Partial<Engine> = {},
  keeps = true,
): Promise<void> => {
  const intents = (names: readonly string[]) =>
    names.map((context) => ({ context, steps: [fact(context, `${word} of ${context}`, 'file')] }))
  const name = keeps ? 'provision-verify' : 'provision-install'
  const task = { name, contexts, stages: defaultStages, keeps, intents }
  for (const { ended } of await execute(task, engine(more))) expect(ended?.error).toBeUndefined()
}

/** Agrees to what is not refused. */
const agree = (plans: readonly { readonly refusals: readonly string[] }[]): void => {
  const refusals = plans.flatMap((plan) => plan.refusals)
  if (refusals.length > 0) throw new Error(refusals.join('; '))
}

const undo = (word: string) => undoKept(word, engine(), { shared: [], check: agree })
const ids = (): readonly string[] => keptJournals(home()).map(({ header }) => header.id)

describe('a task that keeps what its undo needs', () => {
  it('is undone by its id, for all of its contexts', async () => {
    await make('first', ['@a', '@b'])
    const [id = ''] = ids()

    const { leftOver } = await undo(id)

    expect(leftOver).toEqual([])
    expect(memory().facts.size).toBe(0)
    expect(memory().events.at(-1)).toBe('undo first of @b, first of @a')
    expect([ids(), closedJournals(home()).at(-1)?.entries.at(-1)]).toMatchObject([[], { end: 'undone' }])
  })

  it('is undone for one context alone, and then for the other', async () => {
    await make('first', ['@a', '@b'])

    await undo('@a')
    const left = [...memory().facts]
    await undo('@b')

    expect(left).toEqual(['first of @b'])
    expect(memory().facts.size).toBe(0)
    expect(ids()).toEqual([])
  })

  it('is undone before the one that ran before it', async () => {
    await make('first', ['@a'])
    await make('second', ['@a'])

    await undo('@a')
    const once = [...memory().facts]
    await undo('@a')

    expect(once).toEqual(['first of @a'])
    expect(memory().facts.size).toBe(0)
    await expect(undo('@a')).rejects.toThrow(/^@a: provision-verify \(\w{8}\) is already undone, and there is no task/)
  })

  it('is refused, with what was changed since, and nothing is undone', async () => {
    await make('first', ['@a', '@b'])
    memory().facts.delete('first of @b')
    const [id = ''] = ids()

    await expect(undo(id)).rejects.toThrow('first of @b: changed since')

    expect(memory().facts).toEqual(new Set(['first of @a']))
    expect(ids()).toEqual([id])
  })

  it('is refused while another task holds one of its contexts', async () => {
    await make('first', ['@a'])
    await new Locks(home(), holderOf('other')).acquire('@a')

    await expect(undo('@a')).rejects.toMatchObject({ code: 'PROVISION_LOCKED' })
  })

  it('is not undone in place of a later one that cannot be: that is named, and how to undo the earlier one', async () => {
    await make('first', ['@a'])
    await make('second', ['@a'], {}, false)
    const [first = ''] = ids()

    await expect(undo('@a')).rejects.toMatchObject({
      code: 'PROVISION_UNDO_REFUSED',
      message: expect.stringMatching(
        /^the last task of @a, provision-install \(\w{8}\), cannot be undone: nothing was kept/,
      ),
      fix: `to undo the task before it, provision-verify (${first.slice(-8)}): provision-undo ${first.slice(-8)}`,
    })
    expect(memory().facts).toEqual(new Set(['first of @a', 'second of @a']))
  })

  it('is not undone, nor an earlier one, if its journal was cut off', async () => {
    await make('first', ['@a'])
    await make('second', ['@a'])
    const [, second = ''] = ids()
    const path = join(home(), 'journal/kept', second, 'journal.jsonl')
    truncateSync(path, readFileSync(path, 'utf8').indexOf('{"left"'))

    await expect(undo('@a')).rejects.toThrow('cannot be undone: its journal is damaged: its end is missing')
    await expect(undo(second)).rejects.toThrow('cannot be undone: its journal is damaged')
    expect(keptJournals(home()).map((journal) => journalLine(journal, 'kept').state)).toEqual(['done', 'damaged'])
    expect(await recoverOrGiveUp(second, engine())).toMatchObject([{ how: 'given up', damaged: true, stuck: [] }])
    expect(ids()).toHaveLength(1)
  })

  it('says of a task that it is already undone', async () => {
    await make('first', ['@a'])
    const [id = ''] = ids()
    await undo(id)

    await expect(undo(id)).rejects.toThrow(`provision-verify (${id.slice(-8)}) is already undone`)
    await expect(undo('zzz')).rejects.toThrow('there is no task zzz')
  })

  it('keeps what it moved aside until then', async () => {
    await make('first', ['@a'])

    expect(memory().events).toEqual(['run first of @a'])
  })
})

describe('an undo that was killed half-way', () => {
  it('is finished by the next command, and stops no other context of the task that it undoes', async () => {
    await make('first', ['@a', '@b'])
    const check = () => {
      // As if the process had died once the journal was open again.
      Object.assign(memory().kinds.get('fact') ?? {}, {
        undo: () => {
          throw new Error('killed')
        },
      })
    }
    await undoKept('@a', engine(), { shared: [], check }).catch(() => {})
    const fresh = memory()
    Object.assign(fresh.kinds.get('fact') ?? {}, {
      undo: (all: readonly { readonly step: { readonly title: string } }[]) =>
        all.map(({ step }) => ({ ok: fresh.facts.delete(step.title) })),
    })

    await recover(engine(), ['@b'])
    const untouched = openJournals(home()).length
    await recover(engine(), ['@a'])

    expect(untouched).toBe(1)
    expect(memory().facts).toEqual(new Set(['first of @b']))
    expect(openJournals(home())).toEqual([])
    expect(ids()).toHaveLength(1)
  })
})

describe('what is kept', () => {
  it('goes when it is too old, and cannot be undone any more', async () => {
    await make('first', ['@a'])
    const [id = ''] = ids()
    const kept = join(home(), 'journal/kept')
    renameSync(join(kept, id), join(kept, id.replace(/^\d{4}/, '2001')))

    await expireKept(engine())

    expect(memory().events.at(-1)).toBe('discard first of @a')
    expect(readdirSync(kept)).toEqual([])
    expect(existsSync(join(home(), 'journal/closed', id.replace(/^\d{4}/, '2001')))).toBe(false)
    await expect(undo('@a')).rejects.toThrow(/^the last task of @a, provision-verify \(\w{8}\), cannot be undone/)
  })

  it('stays, and is told each time, while its undo data cannot be removed', async () => {
    await make('first', ['@a'])
    const told: string[] = []
    const expire = () =>
      expireKept(
        engine({
          keeping: { days: 0, bytes: 0 },
          progress: (event) => void (event.event === 'warning' && told.push(event.message)),
        }),
      )
    const refuse = { discard: () => Promise.reject(new Error('not removed: x')) }
    const { discard } = memory().kinds.get('fact') ?? {}
    Object.assign(memory().kinds.get('fact') ?? {}, refuse)
    await expire()
    await expire()
    const expiring = expiringIds(home())
    Object.assign(memory().kinds.get('fact') ?? {}, { discard })

    await expire()

    expect(told).toEqual(['first of @a: not removed: x', 'first of @a: not removed: x'])
    expect(expiring).toHaveLength(1)
    expect([expiringIds(home()), closedJournals(home()).length]).toEqual([[], 1])
  })

  it('makes room for what is newer', async () => {
    await make('first', ['@a'])
    await make('second', ['@b'], { keeping: { days: 7, bytes: 1500 } })

    expect(keptJournals(home()).flatMap(({ header }) => header.contexts)).toEqual(['@b'])
  })
})
