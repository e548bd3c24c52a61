import { beforeEach, describe, expect, it } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Locked, Locks } from '../../src/engine/locks.js'
import { type Holder, holderOf } from '../../src/hosts/holder.js'
import { bundle } from '../real/support/bundle.js'
import { useHome } from '../support/home.js'

const home = useHome()
let locks: Locks
beforeEach(() => {
  mkdirSync(join(home(), 'locks'))
  locks = new Locks(home(), holderOf('provision-verify'))
})

const me = holderOf('provision-install')
const lockedBy = (holder: Holder | string): void =>
  writeFileSync(join(home(), 'locks', '@a'), typeof holder === 'string' ? holder : JSON.stringify(holder))
const refusal = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a lock', () => {
  it('is refused while its holder lives, and says who that is', async () => {
    lockedBy(me)

    const error = (await refusal(locks.acquire('@a'))) as Locked

    expect(error).toBeInstanceOf(Locked)
    expect(error.message).toBe(`@a is locked by ${me.user} (pid ${me.pid}): provision-install, since ${me.since}`)
  })

  it.each<[string, Holder | string]>([
    ['the process is gone', { ...me, pid: 2 ** 22 - 1 }],
    ['another process has its pid by now', { ...me, started: '1' }],
    ['the machine has been started anew', { ...me, boot: 'another' }],
    ['the file lost its text', ''],
    ['the file has half its text', '{"pid": 1'],
    ['the file names nobody', 'null'],
  ])('is void when %s', async (_, holder) => {
    lockedBy(holder)

    const lock = await locks.acquire('@a')

    expect(JSON.parse(readFileSync(join(home(), 'locks/@a'), 'utf8'))).toMatchObject({ task: 'provision-verify' })
    lock.release()
    expect(readdirSync(join(home(), 'locks'))).toEqual([])
  })

  it('is waited for as long as is wanted, and no longer', async () => {
    lockedBy(me)

    const refused = await refusal(locks.acquire('@a', 0.05))
    const waiting = locks.acquire('@a', 30)
    rmSync(join(home(), 'locks/@a'))

    expect(refused).toBeInstanceOf(Locked)
    ;(await waiting).release()
  })

  it('is waited for until the user has had enough', async () => {
    lockedBy(me)
    const controller = new AbortController()

    const waiting = refusal(locks.acquire('@a', 30, controller.signal))
    controller.abort(new Error('enough'))

    expect(await waiting).toEqual(new Error('enough'))
  })

  it('stays in its folder, whatever it is called', async () => {
    const lock = await locks.acquire('@../../evil')

    expect(readdirSync(join(home(), 'locks'))).toHaveLength(1)
    lock.release()
  })
})

describe('several locks', () => {
  it('are had all or none', async () => {
    lockedBy(me)

    const error = await refusal(locks.acquireAll(['@b', '@a', '@0']))

    expect(error).toBeInstanceOf(Locked)
    expect(readdirSync(join(home(), 'locks'))).toEqual(['@a'])
  })

  it('are had as far as they are free, and the others named', async () => {
    lockedBy(me)

    const held = await locks.acquireFree(['@b', '@a'])

    expect([...held.refused.keys()]).toEqual(['@a'])
    expect(readdirSync(join(home(), 'locks')).sort()).toEqual(['@a', '@b'])
    held.release()
    expect(readdirSync(join(home(), 'locks'))).toEqual(['@a'])
  })
})

describe('a lock that many processes want, some of which are killed while they have it', () => {
  it('has one holder at any time, and everybody gets it', async () => {
    const script = bundle('test/engine/contender.ts', home())
    const rounds = 40
    const start = (dies: string): ChildProcess =>
      spawn(process.execPath, [script, home(), String(rounds), dies], { stdio: 'inherit' })

    const children = Array.from({ length: 10 }, (_, at) => start(at % 2 === 0 ? '' : String(at * 3)))
    const ended = await Promise.all(children.map((child) => once(child, 'close')))

    expect(ended.map(([code, signal]) => signal ?? code)).toEqual(ended.map((_, at) => (at % 2 === 0 ? 0 : 'SIGKILL')))
    expect(existsSync(join(home(), 'violations'))).toBe(false)
    expect(readFileSync(join(home(), 'rounds'), 'utf8')).toHaveLength(5 * rounds + 3 + 9 + 15 + 21 + 27)
  })
})
