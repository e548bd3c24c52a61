import { beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Locks } from '../../src/engine/locks.js'
import { holderOf } from '../../src/hosts/holder.js'
import { useFleet } from './support/fleet.js'
import { useNeighbour } from './support/neighbour.js'
import { pictureOfAnswers } from './support/picture.js'
import { type Ended, provision, until } from './support/program.js'
import { Counter } from './support/counter.js'

const twenty = Array.from({ length: 20 }, (_, at) => at)
const minutes = 60_000

const fleet = useFleet()
useNeighbour(fleet)

const codes = (ended: readonly Ended[]): readonly (number | null)[] => ended.map(({ code }) => code)
const saying = (ended: readonly Ended[]): string => ended.map(({ stderr }) => stderr).join('')
const all = (commands: readonly (readonly string[])[]): Promise<readonly Ended[]> =>
  Promise.all(commands.map((words) => provision(fleet().home, ...words)))

const requests = (): readonly string[] =>
  readdirSync(join(fleet().home, 'queue/web/server_master')).filter((name) => /^[^.].*\.request\.json$/.test(name))
const openJournals = (): readonly string[] => readdirSync(join(fleet().home, 'journal', 'open'))

describe('twenty saves at once', () => {
  it(
    'of different contexts lose nothing',
    async () => {
      const site = (at: number) => `many${at}.test`

      const ended = await all(
        twenty.map((at) => [
          'save',
          `@${site(at)}`,
          '--context_type=site',
          `--uri=${site(at)}`,
          '--platform=@platform_php',
        ]),
      )

      expect(saying(ended)).not.toContain('error')
      expect(codes(ended)).toEqual(twenty.map(() => 0))
      expect(twenty.map((at) => fleet().read(`@${site(at)}`)?.properties['uri'])).toEqual(twenty.map(site))
    },
    minutes,
  )

  it(
    'of different properties of one context lose nothing',
    async () => {
      await fleet().saveSite('busy.test')
      const given = {
        client_name: 'acme',
        client_email: 'a@example.com',
        language: 'de',
        profile: 'minimal',
        redirection: true,
        site_maintenance: true,
        upload_limit: '1M',
        php_memory_limit: '99M',
        php_time_limit: 9,
        install_method: 'manual',
      } as const
      const words = Object.entries(given).map(([property, value]) => `--${property}=${value}`)

      const ended = await all([...words, ...words].map((word) => ['save', '@busy.test', word]))

      expect(codes(ended)).toEqual(twenty.map(() => 0))
      const { client_name, ...stored } = given
      expect(fleet().read('@busy.test')?.properties).toMatchObject({ ...stored, client: `@client_${client_name}` })
    },
    minutes,
  )

  it(
    'of sites with the same alias give it to exactly one',
    async () => {
      const site = (at: number) => `rival${at}.test`

      const ended = await all(
        twenty.map((at) => [
          'save',
          `@${site(at)}`,
          '--context_type=site',
          `--uri=${site(at)}`,
          '--platform=@platform_php',
          '--aliases=wanted.test',
        ]),
      )

      const winners = twenty.filter((at) => existsSync(join(fleet().home, 'contexts', `${site(at)}.json`)))
      expect(winners).toHaveLength(1)
      expect(codes(ended).filter((code) => code === 0)).toHaveLength(1)
      expect(codes(ended).filter((code) => code === 64)).toHaveLength(19)
      expect(saying(ended)).toContain(`wanted.test belongs to @${site(winners[0] ?? -1)}`)
    },
    minutes,
  )
})

describe('installations at once', () => {
  it('of one site: one installs it, the others are told', async () => {
    await fleet().saveSite('twice.test')

    const ended = await all([1, 2, 3, 4].map(() => ['install', '@twice.test']))

    const told = ended.filter(({ code, stderr }) => code === 75 || stderr.includes('@twice.test: nothing to do'))
    expect(codes(ended).filter((code) => code !== 0 && code !== 75)).toEqual([])
    expect(told).toHaveLength(3)
    expect(await pictureOfAnswers(fleet(), ['twice.test'])).toEqual({
      'http://twice.test/': '200  twice.test: installed',
    })
  })

  it(
    'of different sites all succeed, with the names of databases and the folders apart',
    async () => {
      const sites = [1, 2, 3, 4, 5, 6].map((at) => `very-long-name-that-is-cut-somewhere-${at}.test`)
      for (const site of sites) await fleet().saveSite(site)

      const ended = await all(sites.map((site) => ['install', `@${site}`]))

      expect(saying(ended)).not.toContain('error')
      expect(codes(ended)).toEqual(sites.map(() => 0))
      expect(new Set(sites.map((site) => fleet().read(`@${site}`)?.recorded['db_name'])).size).toBe(sites.length)
      expect(Object.values(await pictureOfAnswers(fleet(), sites))).toEqual(
        sites.map((site) => `200  ${site}: installed`),
      )
    },
    minutes,
  )
})

describe('twenty verifies at once', () => {
  const site = (at: number) => `par${at}.test`
  let counter: Counter
  beforeAll(async () => {
    counter = await Counter.of(fleet())
    for (const at of twenty) await fleet().saveSite(site(at))
    await fleet().verify(...twenty.map((at) => `@${site(at)}`))
  }, minutes)

  it(
    'of different sites of one platform lose nothing, and reload the web server once for all that wait for it',
    async () => {
      for (const at of twenty) await fleet().change(`@${site(at)}`, { aliases: [`alias${at}.test`] })
      counter.reset()
      const webServer = await new Locks(fleet().home, holderOf('provision-verify')).acquire('web-server_master')
      const verifies = all(twenty.map((at) => ['verify', `@${site(at)}`]))
      await until(() => requests().length === twenty.length, 'twenty requests')
      webServer.release()

      const ended = await verifies

      const vhosts = join(fleet().home, 'config/server_master/nginx/vhost.d')
      expect(saying(ended)).not.toContain('error')
      expect(codes(ended)).toEqual(twenty.map(() => 0))
      expect(
        twenty.filter((at) => readFileSync(join(vhosts, `${site(at)}.conf`), 'utf8').includes(`alias${at}.test`)),
      ).toEqual(twenty)
      expect(openJournals()).toEqual([])
      expect(counter.count).toBe(1)
    },
    minutes,
  )

  it(
    'of unchanged sites change nothing and reload nothing',
    async () => {
      counter.reset()

      const ended = await all(twenty.map((at) => ['verify', `@${site(at)}`, '--detailed-exitcodes']))

      expect(codes(ended)).toEqual(twenty.map(() => 0))
      expect(counter.count).toBe(0)
    },
    minutes,
  )

  it(
    'of one site change it once, and tell the others who is at it',
    async () => {
      await fleet().change('@par1.test', { aliases: [] })
      counter.reset()

      const ended = await all(twenty.map(() => ['verify', '@par1.test', '--detailed-exitcodes']))

      const counts = (wanted: number) => codes(ended).filter((code) => code === wanted).length
      expect(counts(2)).toBe(1)
      expect(counts(2) + counts(75) + counts(0)).toBe(20)
      expect(counter.count).toBe(1)
    },
    minutes,
  )
})
