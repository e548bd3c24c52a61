import { beforeAll, describe, expect, it } from '@jest/globals'
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Trial, breakEveryStep, killAtEveryChange, repeatAfterEachKill } from './support/every-fault.js'
import { useFleet } from './support/fleet.js'
import { useBrokenProcesses } from './support/killed.js'
import { useNeighbour, wrongOfVerified } from './support/neighbour.js'
import { type Picture, differences, pictureOf } from './support/picture.js'

const minutes = 60_000
const fleet = useFleet()
const runBroken = useBrokenProcesses()
const database = useNeighbour(fleet)

const uri = 'one.test'
const name = `@${uri}`
const hosts = [uri, 'www.one.test', 'new.one.test', 'neighbour.test']
const common = () => ({ fleet: fleet(), database: database(), runBroken, hosts })

const isThere = (): boolean => fleet().read(name) !== undefined

const gone = async (): Promise<void> => {
  if (isThere()) await fleet().run({ task: 'delete', name })
}

const installed = async (): Promise<void> => {
  if (fleet().read(name)?.recorded['installed'] === true) return
  await fleet().saveSite(uri, { aliases: ['www.one.test'], upload_limit: null })
  await fleet().run({ task: 'install', name })
}

/** What a save of a site finds, and what it is to become. */
const saves: Readonly<Record<string, () => Trial>> = {
  'a new context': () => ({
    ...common(),
    words: {
      task: 'save',
      name,
      type: 'site',
      properties: { uri, platform: '@platform_php', aliases: ['www.one.test'] },
    },
    arrange: gone,
    complaints: async () => (isThere() ? [] : ['not saved']),
  }),
  'changed properties': () => ({
    ...common(),
    words: { task: 'save', name, properties: { aliases: ['new.one.test'], upload_limit: '3M' } },
    arrange: async () => {
      if (!isThere()) await fleet().saveSite(uri)
      await fleet().change(name, { aliases: ['www.one.test'], upload_limit: null })
    },
    complaints: async () => {
      const { aliases, upload_limit } = fleet().read(name)?.properties ?? {}
      return `${String(aliases)} ${String(upload_limit)}` === 'new.one.test 3M' ? [] : ['not changed']
    },
  }),
  'a secret': () => {
    const [master] = fleet().sandbox.contexts
    const url = String(master?.properties['master_db'])
    return {
      ...common(),
      words: {
        task: 'save',
        name: '@server_master',
        properties: { master_db: `${url}:3306`, admin_email: 'new@example.com' },
      },
      arrange: async () => {
        await fleet().change('@server_master', { master_db: url, admin_email: null })
      },
      complaints: async () => (fleet().read('@server_master')?.properties['admin_email'] ? [] : ['not changed']),
    }
  },
}

describe.each(Object.keys(saves))('saving %s', (what) => {
  const trial = (): Trial => (saves[what] as () => Trial)()

  it('changes nothing when any of its steps fails', async () => {
    const { wrong, steps } = await breakEveryStep(trial(), 'throw')

    expect(wrong).toEqual({})
    expect(steps).toBeGreaterThan(1)
  })

  it('changes nothing, or is complete, when it is killed at any of its steps', async () => {
    const { wrong } = await breakEveryStep(trial(), 'kill')

    expect(wrong).toEqual({})
  })

  it('changes nothing, or is complete, when it is killed before any single change', async () => {
    const { wrong } = await killAtEveryChange(trial())

    expect(wrong).toEqual({})
  })
})

/** A site of which nothing is as it should be. */
const damaged = async (): Promise<void> => {
  await installed()
  const folder = join(fleet().root, 'sites', uri)
  await fleet().change(name, { aliases: ['www.one.test'], php_memory_limit: null })
  await fleet().verify(name)
  await fleet().change(name, { aliases: ['new.one.test'], php_memory_limit: '77M' })
  rmSync(join(folder, 'settings.php'), { force: true })
  chmodSync(join(folder, 'private'), 0o700)
  const account = String(fleet().read(name)?.recorded['db_user'])
  await database().query(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${account}'@'localhost'`)
  await database().query(`ALTER USER '${account}'@'localhost' IDENTIFIED BY 'wrong'`)
  await database().query(`CREATE USER IF NOT EXISTS '${account}'@'192.0.2.1' IDENTIFIED BY 'old'`)
  await database().query(`GRANT SELECT ON \`${account}\`.* TO '${account}'@'192.0.2.1'`)
}

describe('verifying a site of which nothing is right', () => {
  const trial = (): Trial => ({
    ...common(),
    words: { task: 'verify', name },
    arrange: damaged,
    complaints: () =>
      wrongOfVerified(fleet(), name, { [uri]: 'one.test: installed', 'new.one.test': 'one.test: installed' }),
  })

  it(
    'changes nothing when any of its steps fails',
    async () => {
      const { wrong, steps } = await breakEveryStep(trial(), 'throw')

      expect(wrong).toEqual({})
      expect(steps).toBeGreaterThan(6)
    },
    5 * minutes,
  )

  it(
    'changes nothing, or is complete, when it is killed at any of its steps',
    async () => {
      const { wrong } = await breakEveryStep(trial(), 'kill')

      expect(wrong).toEqual({})
    },
    5 * minutes,
  )

  it(
    'changes nothing, or is complete, when it is killed before any single change',
    async () => {
      const { wrong } = await killAtEveryChange(trial())

      expect(wrong).toEqual({})
    },
    5 * minutes,
  )
})

describe('deleting an installed site', () => {
  let without: Picture
  beforeAll(async () => {
    await gone()
    without = await pictureOf(fleet(), database(), hosts)
  })

  const trial = (): Trial => ({
    ...common(),
    words: { task: 'delete', name },
    arrange: installed,
    complaints: async () => differences(without, await pictureOf(fleet(), database(), hosts)),
  })

  it(
    'changes nothing, or is complete, when any of its steps fails',
    async () => {
      const { wrong, steps } = await breakEveryStep(trial(), 'throw')

      expect(wrong).toEqual({})
      expect(steps).toBeGreaterThan(6)
    },
    5 * minutes,
  )

  it(
    'changes nothing, or is complete, when it is killed at any of its steps',
    async () => {
      const { wrong } = await breakEveryStep(trial(), 'kill')

      expect(wrong).toEqual({})
    },
    5 * minutes,
  )

  it(
    'changes nothing, or is complete, when it is killed before any single change',
    async () => {
      const { wrong } = await killAtEveryChange(trial())

      expect(wrong).toEqual({})
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
