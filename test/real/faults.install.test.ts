import { describe, expect, it } from '@jest/globals'
import {
  type Trial,
  breakEveryStep,
  killAtEveryChange,
  killAtEveryChangeOfRecovery,
  repeatAfterEachKill,
} from './support/every-fault.js'
import { useFleet } from './support/fleet.js'
import { useBrokenProcesses } from './support/killed.js'
import { useNeighbour, wrongOfVerified } from './support/neighbour.js'

const minutes = 60_000
const fleet = useFleet()
const runBroken = useBrokenProcesses()
const database = useNeighbour(fleet)

const hosts = ['one.test', 'www.one.test', 'neighbour.test']
const name = '@one.test'

const saveAnew = async (): Promise<void> => {
  if (fleet().tasks().names(name).length > 0) {
    if (!isInstalled()) return
    await fleet().run({ task: 'delete', name })
  }
  await fleet().saveSite('one.test', { aliases: ['www.one.test'] })
}

const isInstalled = (): boolean => fleet().read(name)?.recorded['installed'] === true

const trial = (): Trial => ({
  fleet: fleet(),
  database: database(),
  runBroken,
  words: { task: 'install', name },
  hosts,
  arrange: saveAnew,
  complaints: async () => [
    ...(isInstalled() ? [] : ['not recorded as installed']),
    ...(await wrongOfVerified(fleet(), name, { 'one.test': 'one.test: installed' })),
  ],
})

describe('an installation', () => {
  it(
    'leaves nothing behind when any of its steps fails',
    async () => {
      const { wrong, steps } = await breakEveryStep(trial(), 'throw')

      expect(wrong).toEqual({})
      expect(steps).toBeGreaterThan(12)
    },
    5 * minutes,
  )

  it(
    'leaves nothing behind, or is complete, when it is killed at any of its steps',
    async () => {
      const { wrong } = await breakEveryStep(trial(), 'kill')

      expect(wrong).toEqual({})
    },
    5 * minutes,
  )

  it(
    'leaves nothing behind, or is complete, when it is killed before any single change',
    async () => {
      const { wrong, cases, steps } = await killAtEveryChange(trial())

      expect(wrong).toEqual({})
      expect(cases).toBeGreaterThan(steps)
    },
    5 * minutes,
  )

  it(
    'leaves nothing behind when its recovery is killed too, before any single change',
    async () => {
      const { wrong, cases } = await killAtEveryChangeOfRecovery(trial())

      expect(wrong).toEqual({})
      expect(cases).toBeGreaterThan(5)
    },
    5 * minutes,
  )

  it(
    'works when it is told again after it was killed at any of its steps',
    async () => {
      const { wrong } = await repeatAfterEachKill(trial())

      expect(wrong).toEqual({})
    },
    5 * minutes,
  )
})
