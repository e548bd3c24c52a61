import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { Breaking, type Fault, faulty } from './support/faults.js'
import { useFleet } from './support/fleet.js'
import { useBrokenProcesses } from './support/killed.js'
import { differences, pictureOf } from './support/picture.js'
import { runTask } from './support/tasks.js'

const fleet = useFleet()
const runBroken = useBrokenProcesses()
let database: DatabaseServer
beforeAll(async () => {
  database = await fleet().connect()
  await fleet().saveSite('neighbour.test')
  await fleet().run({ task: 'install', name: '@neighbour.test' })
})
afterAll(() => database.close())

const install = { task: 'install', name: '@one.test' } as const

describe('x', () => {
  it('y', async () => {
    await fleet().saveSite('one.test', { aliases: ['www.one.test'] })
    const before = await pictureOf(fleet(), database, ['one.test', 'www.one.test', 'neighbour.test'])
    const breaking = new Breaking({ at: 10000, when: 'after', how: 'throw' })
    let t = Date.now()
    console.log(await runTask(fleet().tasks(faulty(breaking)), install))
    console.log(breaking.passed, Date.now() - t)
    const after = await pictureOf(fleet(), database, ['one.test', 'www.one.test', 'neighbour.test'])
    console.log(differences(before, after))
    t = Date.now()
    await fleet().run({ task: 'delete', name: '@one.test' })
    console.log(Date.now() - t)
    await fleet().saveSite('one.test', { aliases: ['www.one.test'] })
    t = Date.now()
    console.log(await runBroken(fleet().home, install, { at: 1000, when: 'after', how: 'kill', of: 'change' }), Date.now() - t)
    t = Date.now()
    await pictureOf(fleet(), database, ['one.test', 'www.one.test', 'neighbour.test'])
    console.log('picture', Date.now() - t)
    expect(1).toBe(1)
  })
})
