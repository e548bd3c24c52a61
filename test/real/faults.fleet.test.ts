import { beforeAll, describe, expect, it } from '@jest/globals'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { breakTasks } from './support/break-tasks.js'
import { gone, installedAnswer, installedSite } from './support/cases.js'
import { codeBase } from './support/fleet.js'
import { wrongOfVerified } from './support/neighbour.js'
import { breakEachOfMany } from './support/one-of-many.js'
import { pictureOfAnswers } from './support/picture.js'
import { type Case, usePlace } from './support/trial.js'

const hosts = ['old.test', 'was.old.test', 'now.old.test', 'new.test']
const place = usePlace(hosts)
const fleet = () => place().fleet
const root = () => join(fleet().home, 'srv', 'new')
const file = () => join(fleet().home, 'fleet.json')

const names = ['@server_new', '@platform_new', '@new.test', '@old.test'] as const
type Name = (typeof names)[number]

const contexts = () => [
  { name: '@server_new', context_type: 'server', properties: { ip_addresses: ['192.0.2.9'] } },
  { name: '@platform_new', context_type: 'platform', properties: { root: root(), application: 'php' } },
  { name: '@new.test', context_type: 'site', properties: { uri: 'new.test', platform: '@platform_new' } },
  { name: '@old.test', context_type: 'site', properties: { aliases: ['now.old.test'] } },
]

/** What each host name is answered once the context is complete. */
const answers: Readonly<Record<Name, Readonly<Record<string, string>>>> = {
  '@server_new': {},
  '@platform_new': {},
  '@new.test': { 'new.test': '500  not installed' },
  '@old.test': { 'now.old.test': `200  ${installedAnswer('old.test')}` },
}

const complaintsOf = async (name: Name): Promise<readonly string[]> => {
  if (fleet().read(name) === undefined) return [`${name} is not there`]
  const found = await pictureOfAnswers(fleet(), Object.keys(answers[name]))
  return [
    ...(await wrongOfVerified(fleet(), name, {})),
    ...Object.entries(answers[name])
      .filter(([host, answer]) => found[`http://${host}/`] !== answer)
      .map(([host]) => `${host} says ${found[`http://${host}/`]}`),
  ]
}

/** Puts a context back to how it was before the fleet was applied. */
const putBack = async (name: Name): Promise<void> => {
  if (name !== '@old.test') return gone(fleet(), name)
  await fleet().change(name, { aliases: ['was.old.test'] })
  await fleet().verify(name)
}

const putBackAll = async (some: readonly Name[]): Promise<void> => {
  for (const name of [...some].reverse()) await putBack(name)
}

const application = (): Case => ({
  words: { task: 'apply', path: file() },
  steps: 22,
  arrange: () => putBackAll(names),
  complaints: async () => (await Promise.all(names.map(complaintsOf))).flat(),
})

beforeAll(async () => {
  codeBase(root())
  writeFileSync(file(), JSON.stringify(contexts()))
  await installedSite(place(), { uri: 'old.test', properties: { aliases: ['was.old.test'] } })
})

describe('applying a fleet', () => {
  it(
    'undoes the one context of which any step fails, and completes all others',
    async () => {
      const dependents = { '@platform_new': ['@new.test'] }
      const trial = { ...place(), ...application(), names, complaintsOf, putBackAll, dependents }

      const { wrong, steps } = await breakEachOfMany(trial)

      expect(wrong).toEqual({})
      expect(steps).toBeGreaterThanOrEqual(22)
    },
    5 * 60_000,
  )
})

breakTasks(place, { 'applying a fleet': application }, ['killAfter'])
