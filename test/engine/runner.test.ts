import { describe, expect, it } from '@jest/globals'
import type { StepKind } from '../../src/steps/common/kind.js'
import { useHome } from '../support/home.js'
import { fact, runJournaled, useMemory } from './memory.js'

const home = useHome()
const memory = useMemory()

describe('plans that run together', () => {
  it('go through the stages side by side, one kind of step at a time', async () => {
    const plans = await memory().plans(
      [fact('@a', 'a file', 'file'), fact('@a', 'a account', 'account')],
      [fact('@b', 'b account', 'account'), fact('@b', 'b file', 'file')],
    )

    const ended = await runJournaled(home(), plans, memory())

    expect(memory().events.slice(0, 2)).toEqual(['run a account, b account', 'run a file, b file'])
    expect(ended).toMatchObject([{ changed: true, results: { last: 'a file' } }, { changed: true }])
  })

  it('run as many programs at once as there are jobs', async () => {
    const program = memory().kinds.get('program') as StepKind
    let [running, most] = [0, 0]
    const run: StepKind['run'] = async (...given) => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
      return program.run(...given)
    }
    const plans = await memory().plans(
      ...['@a', '@b', '@c', '@d'].map((name) => [fact(name, `install ${name}`, 'application', { kind: 'program' })]),
    )

    await runJournaled(home(), plans, memory(), { kinds: new Map([['program', { ...program, run }]]) })

    expect([most, memory().facts.size]).toEqual([memory().world.jobs, 4])
  })

  it('leave out what is a fact already', async () => {
    memory().facts.add('a file')

    const plans = await memory().plans([fact('@a', 'a file', 'file'), fact('@a', 'a web', 'web')])

    expect(plans[0]?.steps.map(({ step }) => step.title)).toEqual(['a web'])
  })

  it('keep a step that fits when an earlier one changes the same file', async () => {
    const release = fact('@a', 'release', 'file', { file: '/vhost' })
    const [hold, other] = [fact('@a', 'hold', 'secret', { file: '/vhost' }), fact('@a', 'other', 'file')]
    memory().facts.add('release').add('other')

    const [held, idle] = await memory().plans([hold, release, other], [{ ...release, context: '@b' }])

    expect(held?.steps.map(({ step }) => step.title)).toEqual(['hold', 'release'])
    expect(idle?.steps).toEqual([])
  })

  it('are undone in reverse when one fails, and the others are not', async () => {
    const plans = await memory().plans(
      [fact('@a', 'a 1', 'account'), fact('@a', 'a 2', 'file'), fact('@a', 'a 3', 'web', { fails: 'run' })],
      [fact('@b', 'b 1', 'account'), fact('@b', 'b 3', 'web')],
    )

    const [bad, good] = await runJournaled(home(), plans, memory())

    expect(memory().events.filter((event) => event.startsWith('undo'))).toEqual(['undo a 3', 'undo a 2', 'undo a 1'])
    expect([...memory().facts]).toEqual(['b 1', 'b 3'])
    expect(bad).toMatchObject({ context: '@a', changed: false, leftOver: [], error: new Error('cannot run a 3') })
    expect(good).toMatchObject({ context: '@b', changed: true, leftOver: [] })
  })

  it('are undone as far as they were begun when a step cannot be prepared', async () => {
    const plans = await memory().plans([fact('@a', 'a 1', 'account'), fact('@a', 'a 2', 'file', { fails: 'prepare' })])

    const [bad] = await runJournaled(home(), plans, memory())

    expect(memory().events).toEqual(['run a 1', 'undo a 1'])
    expect(bad?.error).toEqual(new Error('cannot prepare a 2'))
  })

  it('are undone together, whichever contexts they are of', async () => {
    const plans = await memory().plans(
      ...['@a', '@b'].map((name) => [
        fact(name, `${name} web`, 'web'),
        fact(name, `${name} check`, 'check', { fails: 'run' }),
      ]),
    )

    await runJournaled(home(), plans, memory())

    expect(memory().events).toContain('undo @b web, @a web')
    expect(memory().facts.size).toBe(0)
  })

  it('are undone the latest stage first, whichever context it is of, and what refers before what it refers to', async () => {
    const plans = await memory().plans(
      [fact('@a', 'a folder', 'directory'), fact('@a', 'a web', 'web', { fails: 'run' })],
      [fact('@b', 'b folder', 'directory'), fact('@b', 'b file', 'file'), fact('@b', 'b web', 'web', { fails: 'run' })],
    )

    await runJournaled(home(), plans, memory())

    expect(memory().events.filter((event) => event.startsWith('undo'))).toEqual([
      'undo b web, a web',
      'undo b file',
      'undo b folder, a folder',
    ])
  })

  it('fail with what they need, and nothing of theirs stays', async () => {
    const plans = await memory().plans(
      [fact('@platform', 'platform', 'file', { fails: 'run' })],
      [fact('@site', 'account', 'account'), fact('@site', 'vhost', 'web')],
      [fact('@other', 'other', 'web')],
    )
    const needing = plans.map((plan) => (plan.context === '@site' ? { ...plan, needs: ['@platform'] } : plan))

    const ended = await runJournaled(home(), needing, memory())

    expect(ended.map(({ error }) => (error as Error | undefined)?.message)).toEqual([
      'cannot run platform',
      '@site: not done, because @platform failed',
      undefined,
    ])
    expect(memory().facts).toEqual(new Set(['other']))
  })

  it('go on undoing when one step cannot be undone, and name it', async () => {
    const plans = await memory().plans([
      fact('@a', 'a 1', 'account'),
      fact('@a', 'a 2', 'file', { fails: 'undo' }),
      fact('@a', 'a 3', 'web', { fails: 'run' }),
    ])

    const [bad] = await runJournaled(home(), plans, memory())

    expect(bad?.leftOver).toEqual(['a 2: cannot undo a 2'])
    expect([...memory().facts]).toEqual(['a 2'])
  })

  it('are not undone any more after the commit', async () => {
    const plans = await memory().plans([
      fact('@a', 'a 1', 'file'),
      fact('@a', 'a 2', 'check'),
      fact('@a', 'a 3', 'record', { fails: 'run' }),
      fact('@a', 'a 4', 'cleanup'),
    ])

    const [bad] = await runJournaled(home(), plans, memory())

    expect([...memory().facts]).toEqual(['a 1', 'a 2'])
    expect(bad).toMatchObject({ error: new Error('cannot run a 3'), leftOver: ['a 3'] })
  })

  it('keep what undo would need until everything has ended well', async () => {
    const plans = await memory().plans([fact('@a', 'a 1', 'file'), fact('@a', 'a 2', 'cleanup')])

    await runJournaled(home(), plans, memory())

    expect(memory().events).toEqual(['run a 1', 'run a 2', 'discard a 1, a 2'])
  })

  it('are undone when they are interrupted before the commit', async () => {
    const controller = new AbortController()
    const plans = await memory().plans([fact('@a', 'a 1', 'file'), fact('@a', 'a 2', 'web')])
    const kind = memory().kinds.get('fact')
    const run = kind?.run
    Object.assign(kind ?? {}, {
      run: (...words: Parameters<NonNullable<typeof run>>) => (controller.abort(), run?.(...words)),
    })

    const [interrupted] = await runJournaled(home(), plans, memory(), { signal: controller.signal })

    expect(memory().events).toEqual(['run a 1', 'undo a 1'])
    expect(interrupted?.error).toMatchObject({ code: 'PROVISION_INTERRUPTED' })
  })
})
