import { describe, expect, it } from '@jest/globals'
import type { Engine } from '../../src/engine/engine.js'
import { execute } from '../../src/engine/execute.js'
import { openJournals } from '../../src/engine/journal/read.js'
import { Locks } from '../../src/engine/locks.js'
import type { Intent } from '../../src/engine/plan.js'
import type { Task } from '../../src/engine/task.js'
import { recover } from '../../src/engine/recover.js'
import { holderOf } from '../../src/hosts/holder.js'
import { defaultStages } from '../../src/steps/common/stages.js'
import { useHome } from '../support/home.js'
import { dead, fact, journalOf, useMemory } from './memory.js'

const home = useHome()
const memory = useMemory()

const engine = (): Engine => ({
  ...memory().options,
  home: home(),
  locks: new Locks(home(), holderOf('test')),
  keeping: { days: 7, bytes: 1e9 },
})

const taskOf = (...intents: readonly Intent[]): Task => ({
  name: 'provision-clone',
  contexts: intents.map(({ context }) => context),
  stages: defaultStages,
  intents: (names) => intents.filter(({ context }) => names.includes(context)),
})

const clone: Intent = {
  context: '@copy',
  changes: ['@alias-owner'],
  holds: ['@source'],
  steps: [
    fact('@copy', 'database', 'database'),
    fact('@alias-owner', 'alias', 'web'),
    fact('@copy', 'vhost', 'web', { fails: 'run' }),
  ],
}

describe('a transaction over several contexts', () => {
  it('is undone together when a step of one of them fails', async () => {
    const [executed] = await execute(taskOf(clone), engine())

    expect(executed?.ended).toMatchObject({ error: new Error('cannot run vhost'), undone: true })
    expect(memory().facts.size).toBe(0)
  })

  it('waits for the contexts that it changes, and for those that it only reads', async () => {
    for (const name of ['@alias-owner', '@source']) {
      const lock = await new Locks(home(), holderOf('other')).acquire(name)

      const [executed] = await execute(taskOf(clone), engine())

      expect(executed?.plan.error).toMatchObject({ code: 'PROVISION_LOCKED', context: name })
      lock.release()
    }
  })

  it('names all of its contexts in its journal, and is recovered for each of them', async () => {
    const steps = [fact('@copy', 'database', 'database'), fact('@alias-owner', 'alias', 'web')]
    for (const name of ['@copy', '@alias-owner', '@source']) {
      const journal = journalOf(
        home(),
        [{ context: '@copy', steps, changes: ['@alias-owner'], holds: ['@source'] }],
        dead,
      )
      journal.write([{ begin: [0, 0], before: { there: false } }])

      const recovered = await recover(engine(), [name])

      expect(recovered).toMatchObject([{ contexts: ['@copy', '@alias-owner', '@source'], how: 'undone' }])
      expect(openJournals(home())).toEqual([])
    }
  })

  it('may not change a context that it does not name', async () => {
    const [executed] = await execute(taskOf({ context: '@a', steps: [fact('@b', 'x', 'file')] }), engine())

    expect(executed?.plan.error).toMatchObject({ message: expect.stringContaining('which its intent does not') })
  })

  it('may not change a context that another one of the same task changes', async () => {
    const [a, b] = ['@a', '@b'].map((context) => ({
      context,
      changes: ['@c'],
      steps: [fact(context, context, 'file')],
    }))

    await expect(execute(taskOf(a as Intent, b as Intent), engine())).rejects.toThrow('two transactions')
  })
})

describe('stages of a task', () => {
  const stages = { order: ['copy', 'open', 'forget'], commitAfter: 'open' }

  it('are its own, and say where it is committed', async () => {
    const steps = [
      fact('@a', 'third', 'forget', { fails: 'run' }),
      fact('@a', 'second', 'open'),
      fact('@a', 'first', 'copy'),
    ]

    const [executed] = await execute({ ...taskOf({ context: '@a', steps }), stages }, engine())

    expect(memory().events.filter((event) => event.startsWith('run'))).toEqual(['run first', 'run second', 'run third'])
    expect(executed?.ended?.leftOver).toEqual(['third'])
    expect(memory().facts).toEqual(new Set(['first', 'second']))
  })

  it('refuse a step of a stage that the task does not have', async () => {
    const [executed] = await execute(taskOf({ context: '@a', steps: [fact('@a', 'x', 'copy')] }), engine())

    expect(executed?.plan.error).toMatchObject({
      message: '«x» belongs to the stage copy, which the task does not have',
    })
  })

  it('are those of the journal when it is recovered, whatever the program has now', async () => {
    memory().facts.add('first').add('second')
    const steps = [fact('@a', 'first', 'copy'), fact('@a', 'second', 'open'), fact('@a', 'third', 'forget')]
    const journal = journalOf(home(), [{ context: '@a', steps }], dead, stages)
    journal.write([
      { begin: [0, 0], before: { there: false } },
      { begin: [0, 1], before: { there: false } },
      { committed: [0] },
    ])

    expect(await recover(engine())).toMatchObject([{ how: 'finished', leftOver: [] }])
    expect(memory().events[0]).toBe('run third')
  })

  it('that the journal does not know are an error of the recovery, which undoes nothing', async () => {
    const steps = [fact('@a', 'first', 'unheard')]
    journalOf(home(), [{ context: '@a', steps }], dead).write([{ begin: [0, 0], before: { there: false } }])

    const [recovered] = await recover(engine())

    expect(recovered?.leftOver).toEqual(['«first» belongs to the stage unheard, which the task does not have'])
    expect(memory().events).toEqual([])
    expect(openJournals(home())).toHaveLength(1)
  })
})
