import { beforeEach, describe, expect, it } from '@jest/globals'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskReport } from '../../src/provision/api.js'
import type { Consent } from '../../src/engine/consent.js'
import { type SavedPlan, digestOf } from '../../src/provision/saved-plan/format.js'
import { pictureOfFolder } from '../real/support/picture.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks
const at = (...names: readonly string[]): string => join(home(), ...names)
const plan = (): string => at('plan.json')

const done = async (reports: Promise<readonly TaskReport[]>): Promise<readonly TaskReport[]> => {
  for (const { error } of await reports) if (error !== undefined) throw error
  return reports
}

const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>, out?: string) =>
  done(
    tasks
      .save(name, { contextType, properties }, { progress: quiet, ...(out === undefined ? {} : { dryRun: true, out }) })
      .then((report) => [report]),
  )

const site = (name: string, uri: string, out?: string) => save(name, 'site', { uri, platform: '@platform_x' }, out)

/** Contexts without services, so that no server is needed: a site is its folders and its names. */
beforeEach(async () => {
  tasks = new Tasks(home())
  for (const folder of ['code', 'fleet']) mkdirSync(at(folder))
  writeFileSync(at('code/index.html'), '')
  writeFileSync(
    at('fleet/all.json'),
    JSON.stringify([
      { name: '@server_master', context_type: 'server' },
      { name: '@platform_x', context_type: 'platform', properties: { root: at('code') } },
      { name: '@new.test', context_type: 'site', properties: { uri: 'new.test', platform: '@platform_x' } },
    ]),
  )
  await save('@server_master', 'server', {})
  await save('@platform_x', 'platform', { root: at('code') })
  await site('@a.test', 'a.test')
  await site('@b.test', 'b.test')
  await done(tasks.verify(['@platform_x', '@a.test'], {}, { progress: quiet }))
})

/** What a task leaves, without what differs each time: journals, and when data was seen. */
const picture = () => Object.assign({}, ...['contexts', 'hosts', 'code'].map((folder) => pictureOfFolder(at(folder))))

const changesIn = (reports: readonly TaskReport[]) => reports.flatMap(({ changes }) => changes)

const saving = { progress: quiet, dryRun: true } as const

const all: readonly [name: string, ask: (options: object) => Promise<readonly TaskReport[]>][] = [
  [
    'saves a new context',
    async (how) => [
      await tasks.save(
        '@c.test',
        { contextType: 'site', properties: { uri: 'c.test', platform: '@platform_x' } },
        { progress: quiet, ...how },
      ),
    ],
  ],
  ['deletes a context alone', async (how) => [await tasks.forget('@b.test', { progress: quiet, ...how })]],
  ['verifies', (how) => tasks.verify([], { all: true }, { progress: quiet, ...how })],
  ['disables', (how) => tasks.disable(['@a.test'], { progress: quiet, ...how })],
  [
    'deletes many',
    (how) =>
      tasks.delete(
        ['@a.test', '@b.test', '@platform_x'],
        { noBackup: true, forget: true },
        { progress: quiet, ...how },
      ),
  ],
  ['applies a folder', (how) => tasks.apply([at('fleet')], { progress: quiet, ...how })],
  [
    'applies a folder and prunes',
    (how) => tasks.apply([at('fleet')], { progress: quiet, ...how }, { prune: true, 'no-backup': true }),
  ],
]

describe('a saved plan of a task', () => {
  it.each(all)('that %s is shown, and done, as the task itself does it', async (_, ask) => {
    const shown = await ask({ ...saving, out: plan() })
    const isSaved = existsSync(plan())
    const again = isSaved ? await tasks.applyPlan(plan(), saving) : []
    const applied = isSaved ? await tasks.applyPlan(plan(), { progress: quiet }) : []

    const changes = changesIn(shown)
    expect(shown.flatMap(({ error }) => error?.message ?? [])).toEqual([])
    expect(changes.length).toBeGreaterThan(0)
    expect([changesIn(again), changesIn(applied)]).toEqual([changes, changes])
    await expect(tasks.applyPlan(plan(), { progress: quiet })).rejects.toThrow(/nothing is done|there is no context/)
  })

  it('is refused when only the file of a context has changed that it refers to', async () => {
    await tasks.disable(['@a.test'], { ...saving, out: plan() })
    await save('@platform_x', 'platform', { locked: 'true' })

    await expect(tasks.applyPlan(plan(), { progress: quiet })).rejects.toThrow(
      'the file of the context @platform_x has changed since',
    )
  })

  it('that deletes is refused when there is more to delete by now, and leaves nothing behind', async () => {
    await tasks.delete(['@a.test'], { noBackup: true, forget: true }, { ...saving, out: plan() })
    await save('@a.test', 'site', { aliases: 'www.a.test' })

    await expect(tasks.applyPlan(plan(), { progress: quiet })).rejects.toThrow(
      '«release the host name www.a.test» is needed now',
    )
    expect(existsSync(at('hosts/www.a.test'))).toBe(true)
  })

  it('gives a host name to one site alone, also when two are applied at the same time', async () => {
    await site('@one.test', 'same.test', at('one.json'))
    await site('@two.test', 'same.test', at('two.json'))

    const ended = await Promise.allSettled(
      ['one.json', 'two.json'].map((name) => new Tasks(home()).applyPlan(at(name), { progress: quiet })),
    )

    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('asks for agreement by what its steps do, as the task does', async () => {
    const agreed: string[] = []
    const consent = async (consents: readonly Consent[]) => void agreed.push(...consents.map(({ to }) => to))
    await tasks.delete(['@a.test'], { noBackup: true }, { ...saving, out: plan() })

    await tasks.applyPlan(plan(), { progress: quiet, consent })

    expect(agreed).toEqual(['deleting @a.test and all that belongs to it'])
  })
})

type Path = readonly (string | number)[]

const pathsIn = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, below]) => pathsIn(below, [...path, key]))]

/** What takes the place of a part of the plan; undefined takes it away. */
const replacements = (value: unknown): readonly unknown[] => [
  undefined,
  null,
  42,
  ['x'],
  { x: 1 },
  ...(typeof value === 'string' ? [`${value}x`, '', '../../x', '@b.test', '@platform_x', 'provision-delete'] : []),
  ...(typeof value === 'boolean' ? [!value] : []),
  ...(Array.isArray(value) ? [[], [...value].reverse(), [...value, ...value]] : []),
]

const replaced = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      String(index) === key ? (rest.length === 0 && by === undefined ? [] : [replaced(item, rest, by)]) : [item],
    )
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, by) }
}

const mutations = (saved: SavedPlan): readonly unknown[] =>
  pathsIn(saved).flatMap((path) => {
    const value = path.reduce((part: unknown, key) => (part as Record<string, unknown>)[key], saved)
    return replacements(value).map((by) => replaced(saved, path, by))
  })

/** A plan that was changed by somebody who knows how to make its digest. */
const sealed = (plan: unknown): unknown => {
  try {
    return { ...(plan as SavedPlan), digest: digestOf(plan as SavedPlan) }
  } catch {
    return plan
  }
}

describe('a saved plan that somebody has changed', () => {
  it.each([
    ['deletes', () => tasks.delete(['@a.test'], { noBackup: true, forget: true }, { ...saving, out: plan() })],
    ['saves', () => site('@c.test', 'c.test', plan())],
  ])('and that %s is refused, or does what was planned', async (_, make) => {
    await make()
    const text = readFileSync(plan(), 'utf8')
    const saved = JSON.parse(text) as SavedPlan
    const before = picture()
    const copy = `${home()}.copy`
    cpSync(home(), copy, { recursive: true })
    await tasks.applyPlan(plan(), { progress: quiet })
    const asPlanned = picture()
    const restore = () => {
      rmSync(home(), { recursive: true })
      cpSync(copy, home(), { recursive: true })
    }
    const counts = { tried: 0, refused: 0, accepted: 0, harmful: 0 }
    restore()
    for (const changed of mutations(saved).flatMap((one) => [one, sealed(one)])) {
      writeFileSync(plan(), JSON.stringify(changed) ?? '', { mode: 0o600 })
      counts.tried += 1
      const ended = await tasks.applyPlan(plan(), { progress: quiet }).then(
        () => 'accepted' as const,
        () => 'refused' as const,
      )
      counts[ended] += 1
      const expected = ended === 'accepted' ? asPlanned : before
      if (JSON.stringify(picture()) !== JSON.stringify(expected)) counts.harmful += 1
      if (ended === 'accepted') restore()
    }
    rmSync(copy, { recursive: true })

    expect(counts).toMatchObject({ tried: counts.refused + counts.accepted, harmful: 0 })
    expect(counts.refused).toBeGreaterThan(20)
  })
})
