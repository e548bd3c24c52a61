import { describe, expect, it } from '@jest/globals'
import { chmodSync, mkdirSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { activity } from '../../src/engine/journal/activity.js'
import { execute } from '../../src/engine/execute.js'
import type { Task } from '../../src/engine/task.js'
import { Locks } from '../../src/engine/locks.js'
import { type Holder, holderOf } from '../../src/hosts/holder.js'
import { useHome } from '../support/home.js'
import { defaultStages } from '../../src/steps/common/stages.js'
import { type Part, dead, fact, journalOf as openJournal, useMemory } from './memory.js'

const home = useHome()
const memory = useMemory()

const engine = () => ({
  ...memory().options,
  home: home(),
  locks: new Locks(home(), holderOf('provision-verify')),
  since: activity(home()),
  keeping: { days: 1, bytes: 1e9 },
})

/** A task that wants one fact of each context; `planned` is called each time that it is planned. */
const wanting = (contexts: readonly string[], planned: () => void = () => {}): Task => ({
  name: 'provision-verify',
  contexts,
  stages: defaultStages,
  intents: (names) => {
    planned()
    return names.map((context) => ({ context, steps: [fact(context, `fact of ${context}`, 'file')] }))
  },
})

const open = (parts: readonly Part[], holder: Holder) => openJournal(home(), parts, holder)

const journalOf = (context: string, holder: Holder) =>
  open([{ context, steps: [fact(context, 'half', 'file')] }], holder)

/** Sets when a task last began or ended. */
const lastActive = (time: Date): void => {
  const open = join(home(), 'journal/open')
  mkdirSync(open, { recursive: true })
  utimesSync(open, time, time)
}

const longAgo = (): void => lastActive(new Date(1000))

/** It stays a moment ago, however long the test takes. */
const justNow = (): void => lastActive(new Date(Date.now() + 3_600_000))

describe('a task on many contexts', () => {
  it('does the others when an earlier one cannot be undone', async () => {
    const steps = [fact('@stuck', 'one', 'file', { fails: 'undo' })]
    open([{ context: '@stuck', steps }], dead).write([{ begin: [0, 0], before: { there: false } }])

    const executed = await execute(wanting(['@a', '@stuck', '@b']), engine())

    expect(executed.map(({ plan }) => [plan.context, (plan.error as { code?: string } | undefined)?.code])).toEqual([
      ['@a', undefined],
      ['@stuck', 'PROVISION_RECOVERY_FAILED'],
      ['@b', undefined],
    ])
    expect(memory().facts).toEqual(new Set(['fact of @a', 'fact of @b']))
  })
})

describe('a task on contexts that need each other', () => {
  const needing = (): Task => ({
    ...wanting(['@server', '@platform', '@site']),
    intents: (names) =>
      names.map((context) => ({
        context,
        steps: [fact(context, `fact of ${context}`, 'file')],
        needs: { '@platform': ['@server'], '@site': ['@platform'] }[context] ?? [],
      })),
  })

  it('makes nothing that needs what another task holds', async () => {
    await new Locks(home(), holderOf('provision-verify')).acquire('@server')

    const executed = await execute(needing(), engine())

    expect(executed.map(({ plan }) => (plan.error as { code?: string } | undefined)?.code)).toEqual([
      'PROVISION_LOCKED',
      'PROVISION_NEEDED_CONTEXT_FAILED',
      'PROVISION_NEEDED_CONTEXT_FAILED',
    ])
    expect(memory().facts.size).toBe(0)
  })
})

describe('a plan', () => {
  it('is made once when nobody else has done anything meanwhile', async () => {
    let plans = 0
    longAgo()

    await execute(
      wanting(['@a'], () => (plans += 1)),
      engine(),
    )

    expect([plans, ...memory().facts]).toEqual([1, 'fact of @a'])
  })

  it('is made anew under the lock when another task has ended meanwhile', async () => {
    let plans = 0
    longAgo()
    const planned = () => {
      if (plans++ === 0) journalOf('@other', holderOf('provision-verify')).end('done')
    }

    await execute(wanting(['@a'], planned), engine())

    expect(plans).toBe(2)
  })

  it('is made anew when a task has only just ended before', async () => {
    let plans = 0
    journalOf('@other', holderOf('provision-verify')).end('done')
    justNow()

    await execute(
      wanting(['@a'], () => (plans += 1)),
      engine(),
    )

    expect(plans).toBe(2)
  })

  it('is made anew when another task has ended meanwhile and left its journal open', async () => {
    let plans = 0
    const other = journalOf('@other', holderOf('provision-verify'))
    longAgo()
    const planned = () => {
      if (plans++ === 0) other.end('stuck')
    }

    await execute(wanting(['@a'], planned), engine())

    expect(plans).toBe(2)
  })

  it('is made anew when what it was made from had been read before another task began', async () => {
    let plans = 0
    longAgo()
    const early = engine()
    journalOf('@other', holderOf('provision-verify')).end('done')
    longAgo()

    await execute(
      wanting(['@a'], () => (plans += 1)),
      { ...early, since: `${early.since} and older` },
    )

    expect(plans).toBe(2)
  })
})

describe('a context that cannot be recovered', () => {
  const stuckOn = (contexts: readonly string[]): void => {
    const steps = (context: string) => [fact(context, `half of ${context}`, 'file', { fails: 'undo' })]
    const plans = contexts.map((context) => ({ context, steps: steps(context) }))
    open(plans, dead).write(contexts.map((_, at) => ({ begin: [at, 0], before: { there: false } })))
  }

  it('is reported with what is left of it', async () => {
    stuckOn(['@a'])

    const [executed] = await execute(wanting(['@a']), engine())

    expect(executed?.ended?.leftOver).toEqual(['half of @a: cannot undo half of @a'])
  })

  it('is tried once, also when nothing can be written down', async () => {
    stuckOn(['@a'])
    const [id = ''] = readdirSync(join(home(), 'journal/open'))
    chmodSync(join(home(), 'journal/open', id, 'journal.jsonl'), 0o400)

    const executed = await execute(wanting(['@a', '@b']), engine())

    expect(executed.map(({ plan }) => plan.error === undefined)).toEqual([false, true])
    expect(memory().events.filter((event) => event.startsWith('undo')).length).toBeLessThan(3)
  })
})
