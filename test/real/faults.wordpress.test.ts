import { beforeAll, describe, expect, it } from '@jest/globals'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { type Trial, breakEveryStep } from './support/every-fault.js'
import { useFleet } from './support/fleet.js'
import { useBrokenProcesses } from './support/killed.js'
import { useNeighbour, wrongOfVerified } from './support/neighbour.js'
import { pictureOfAnswers } from './support/picture.js'

const minutes = 60_000
const debian = '/usr/share/wordpress'
/** Debian's own configuration, and much that would have to be looked through each time. */
const skipped = ['wp-config.php', 'wp-content/languages'].map((path) => join(debian, path))
const fleet = useFleet()
const runBroken = useBrokenProcesses()
const database = useNeighbour(fleet)
const uri = 'blog.test'
const name = `@${uri}`
const hosts = [uri, 'neighbour.test']

const isInstalled = (): boolean => fleet().read(name)?.recorded['installed'] === true

const trial = (): Trial => ({
  fleet: fleet(),
  database: database(),
  runBroken,
  words: { task: 'install', name },
  hosts,
  arrange: async () => {
    if (isInstalled()) await fleet().run({ task: 'delete', name })
    await fleet().save(name, 'site', { uri, platform: '@platform_wordpress', client_email: 'a@example.com' })
  },
  complaints: async () => {
    const answers = await pictureOfAnswers(fleet(), [uri])
    return [
      ...(isInstalled() ? [] : ['not recorded as installed']),
      ...(await wrongOfVerified(fleet(), name, {})),
      ...(answers[`http://${uri}/`]?.startsWith('200 ') ? [] : ['no page']),
    ]
  },
})

beforeAll(async () => {
  const root = join(fleet().home, 'srv', 'wordpress')
  cpSync(debian, root, { recursive: true, dereference: true, filter: (path) => !skipped.includes(path) })
  await fleet().save('@platform_wordpress', 'platform', { root })
  await fleet().verify('@platform_wordpress')
})

describe('an installation of WordPress', () => {
  it(
    'leaves nothing behind when any of its steps fails',
    async () => {
      const { wrong, steps } = await breakEveryStep(trial(), 'throw')

      expect(wrong).toEqual({})
      expect(steps).toBeGreaterThan(12)
    },
    10 * minutes,
  )

  it(
    'leaves nothing behind, or is complete, when it is killed at any of its steps',
    async () => {
      const { wrong } = await breakEveryStep(trial(), 'kill')

      expect(wrong).toEqual({})
    },
    10 * minutes,
  )
})
