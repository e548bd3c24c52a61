import { beforeAll, describe, expect, it } from '@jest/globals'
import {
  type Verdict,
  breakEveryStep,
  killAtEveryChange,
  killAtEveryChangeOfRecovery,
  repeatAfterEachKill,
} from './every-fault.js'
import type { Case, Place, Trial } from './trial.js'

interface Way {
  /** What a task does that is broken so. */
  readonly says: string
  readonly act: (trial: Trial) => Promise<Verdict>
}

const ways = {
  error: {
    says: 'changes nothing, or is complete, when any of its steps fails',
    act: (trial) => breakEveryStep(trial, 'throw'),
  },
  kill: {
    says: 'changes nothing, or is complete, when it is killed at any of its steps',
    act: (trial) => breakEveryStep(trial, 'kill'),
  },
  errorAfter: {
    says: 'changes nothing, or is complete, when it fails after any of its steps',
    act: (trial) => breakEveryStep(trial, 'throw', ['after']),
  },
  killAfter: {
    says: 'changes nothing, or is complete, when it is killed after any of its steps',
    act: (trial) => breakEveryStep(trial, 'kill', ['after']),
  },
  killWithin: {
    says: 'changes nothing, or is complete, when it is killed before any single change',
    act: killAtEveryChange,
  },
  killRecovery: {
    says: 'changes nothing when its recovery is killed too, before any single change',
    act: killAtEveryChangeOfRecovery,
  },
  repeat: {
    says: 'is complete when it is told again after it was killed at any of its steps',
    act: repeatAfterEachKill,
  },
} as const satisfies Readonly<Record<string, Way>>

const limit = 5 * 60_000

type WayName = keyof typeof ways

const isFull = process.env['PROVISION_TEST_FULL'] !== undefined

/** A kill before each single change is one before each step, too: of the kills at steps, those after them are left. */
const withoutRepetition = (names: readonly WayName[]): readonly WayName[] =>
  isFull || !names.includes('killWithin') ? names : names.map((name) => (name === 'kill' ? 'killAfter' : name))

/** Tests of tasks, named by what they do, each of which is broken everywhere in each of the given ways. */
export const breakTasks = (
  place: () => Place,
  cases: Readonly<Record<string, () => Case>>,
  names: readonly WayName[],
): void => {
  describe.each(Object.entries(cases))('%s', (_, make) => {
    let one: Case
    beforeAll(() => {
      one = make()
    })

    it.each(withoutRepetition(names).map((name): Way => ways[name]))(
      '$says',
      async ({ act }) => {
        const verdict = await act({ ...place(), ...one })

        expect(verdict.wrong).toEqual({})
        expect(verdict.steps).toBeGreaterThanOrEqual(one.steps)
        expect(verdict.cases).toBeGreaterThan(1)
      },
      limit,
    )
  })
}
