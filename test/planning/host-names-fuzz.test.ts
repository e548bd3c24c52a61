import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { ContextRecord } from '../../src/contexts/record.js'
import { loadPublicSuffixes } from '../../src/lib/public-suffixes.js'
import type { ContextInput } from '../../src/planning/drafting/draft.js'
import { Saving } from '../../src/planning/drafting/saving.js'
import type { TaskPlanning } from '../../src/planning/planning.js'
import { runs } from '../support/fuzz.js'
import { contextFiles, newRecord, planningWith } from '../support/planning.js'

/** What is saved of a site. */
interface Saved {
  readonly site: number
  readonly uri: string
  readonly aliases: readonly string[]
  readonly owner: string
  readonly shares: readonly string[]
}

const owners = ['@operator', 'acme', 'evil']
const labels = ['a', 'b']

const below = (hosts: readonly string[]): readonly string[] =>
  hosts.flatMap((host) => labels.map((label) => `${label}.${host}`))

const levels = [['x'], below(['x']), below(below(['x']))]
const hosts = levels.flat()
/** One level more than names have, so that each wildcard has something below it. */
const universe = [...hosts, ...below(levels[2] as string[])]

const host = fc.constantFrom(...hosts)
const alias = fc.oneof(
  host,
  host.map((name) => `*.${name}`),
  fc.tuple(host, fc.constantFrom('p', 'q')).map(([name, folder]) => `${name}/${folder}`),
)
const saved: fc.Arbitrary<Saved> = fc.record({
  site: fc.nat(3),
  uri: host,
  aliases: fc.uniqueArray(alias, { maxLength: 3 }),
  owner: fc.constantFrom(...owners),
  shares: fc.uniqueArray(fc.constantFrom(...owners, '*'), { maxLength: 2 }),
})

/** The oracle: who meets whom, by each host that a name could ever answer. */
const answered = (name: string): readonly string[] =>
  name.startsWith('*')
    ? universe.filter((one) => one.endsWith(name.slice(1)))
    : universe.filter((one) => one === name.split('/')[0])

const isWithin = (one: string, other: string): boolean => `.${one}`.endsWith(`.${other}`)

/** Nothing is below a subdirectory; beside it is what has the same host. */
const isUnder = (one: string, other: string, upper: string): boolean =>
  one === other || (!upper.includes('/') && isWithin(one, other))

const meet = (left: string, right: string): boolean =>
  answered(left).some((one) => answered(right).some((other) => isUnder(one, other, right) || isUnder(other, one, left)))

const namesOf = ({ uri, aliases }: Saved): readonly string[] => [uri, ...aliases]

const isAllowed = (wanted: Saved, before: Saved | undefined, others: readonly Saved[]): boolean => {
  if (wanted.aliases.includes(wanted.uri)) return false
  const kept = before?.owner === wanted.owner ? namesOf(before) : []
  return others.every((other) =>
    namesOf(other).every((theirs) =>
      namesOf(wanted).every((mine) => {
        if (mine === theirs) return false
        const agreed = other.owner === wanted.owner || other.shares.some((one) => one === '*' || one === wanted.owner)
        return agreed || kept.includes(mine) || !meet(mine, theirs)
      }),
    ),
  )
}

const inputOf = ({ site, uri, aliases, owner, shares }: Saved): ContextInput => ({
  name: `@s${site}`,
  contextType: 'site',
  given: {
    uri,
    aliases: [...aliases],
    platform: '@platform_x',
    shares_names_with: [...shares],
    client_name: owner === '@operator' ? null : owner,
  },
})

const fixed = [
  newRecord('@server_master', 'server', { http_service_type: 'nginx' }),
  newRecord('@platform_x', 'platform', { root: '/srv/x', application: 'static' }),
]

const hints = (sites: readonly ContextRecord[], { claims }: TaskPlanning): Record<string, string> =>
  Object.fromEntries(
    sites.flatMap((site) => claims.declared.of(site).map((claim) => [claims.path(claim), `${site.name}\n`])),
  )

const planningFor = (sites: readonly ContextRecord[]): TaskPlanning => {
  const files = contextFiles([...fixed, ...sites])
  return planningWith({ '/srv/x/index.html': '', ...files, ...hints(sites, planningWith(files)) })
}

/** Saves one after the other, each as a command of its own, or all as a folder. Returns whether each was taken. */
const take = (wanted: readonly Saved[], together: boolean): readonly boolean[] => {
  const records = new Map<string, ContextRecord>()
  let planning = planningFor([])
  let saving = new Saving(planning)
  return wanted.map((one) => {
    if (!together) {
      planning = planningFor([...records.values()])
      saving = new Saving(planning)
    }
    try {
      saving.saveIntent(inputOf(one))
      records.set(`@s${one.site}`, planning.store.read(`@s${one.site}`))
      return true
    } catch {
      return false
    }
  })
}

const figures = { tried: 0, refused: 0, accepted: 0, harmful: 0 }

const judge = (wanted: readonly Saved[], taken: readonly boolean[]): readonly string[] => {
  const state = new Map<number, Saved>()
  return wanted.flatMap((one, index) => {
    const others = [...state.values()].filter(({ site }) => site !== one.site)
    const [allowed, isTaken] = [isAllowed(one, state.get(one.site), others), taken[index] === true]
    figures.tried++
    figures[isTaken ? 'accepted' : 'refused']++
    if (isTaken && !allowed) figures.harmful++
    if (isTaken) state.set(one.site, one)
    return isTaken === allowed ? [] : [`${JSON.stringify(one)} was ${isTaken ? 'taken' : 'refused'}`]
  })
}

beforeAll(() => loadPublicSuffixes())
afterAll(() => void process.stderr.write(`trees of host names: ${JSON.stringify(figures)}\n`))

describe('a tree of host names with owners', () => {
  it.each([
    ['one command each', false],
    ['one folder', true],
  ])(
    'takes exactly the names that nobody else has a say in: %s',
    (_, together) => {
      fc.assert(
        fc.property(fc.array(saved, { minLength: 2, maxLength: 8 }), (wanted) => {
          expect(judge(wanted, take(wanted, together))).toEqual([])
        }),
        { numRuns: runs(150, 20_000) },
      )
    },
    600_000,
  )
})
