import { describe, expect, it } from '@jest/globals'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskOptions, TaskReport } from '../../src/provision/api.js'
import { useFleet } from './support/fleet.js'
import { quiet } from './support/tasks.js'

const fleet = useFleet()
const site = '@one.test'
const plan = (): string => join(fleet().home, 'plan.json')

type Ask = (options: TaskOptions) => Promise<readonly TaskReport[]>

/** Each on the state that the one before has left. */
const asked: readonly (readonly [name: string, ask: Ask])[] = [
  ['verify', (how) => fleet().tasks().verify([site], {}, how)],
  ['installation', (how) => fleet().tasks().install([site], {}, how)],
  ['verify that only checks', (how) => fleet().tasks().verify([site], {}, how)],
  ['installation beside the present site', (how) => fleet().tasks().install([site], { forceReinstall: true }, how)],
  ['deletion', (how) => fleet().tasks().delete([site], { noBackup: true, forget: true }, how)],
]

describe('a saved plan on real servers', () => {
  it('holds until the state has changed: of each task that it is for', async () => {
    await fleet().saveSite('one.test')
    for (const [name, ask] of asked) {
      const shown = await ask({ ...quiet, dryRun: true, out: plan() })
      const applied = await fleet().tasks().applyPlan(plan(), quiet)
      rmSync(plan(), { force: true })

      expect([name, ...applied.map(({ context, ok, changes }) => [context, ok, changes])]).toEqual([
        name,
        ...shown.map(({ context, ok, changes }) => [context, ok, changes]),
      ])
    }
    expect(fleet().read(site)).toBeUndefined()
  }, 120_000)

  it('is refused when a site has become another one meanwhile', async () => {
    await fleet().saveSite('two.test')
    await fleet()
      .tasks()
      .install(['@two.test'], {}, { ...quiet, dryRun: true, out: plan() })
    await fleet().run({ task: 'install', name: '@two.test' })

    await expect(fleet().tasks().applyPlan(plan(), quiet)).rejects.toThrow('is not needed any more')
  }, 60_000)
})
