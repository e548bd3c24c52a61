import { beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskReport } from '../../src/provision/api.js'
import type { ProgressEvent } from '../../src/engine/progress.js'
import type { Kinds, StepKind } from '../../src/steps/common/kind.js'
import { kinds } from '../../src/steps/kinds.generated.js'
import { codeBase, useFleet } from './support/fleet.js'
import { quiet } from './support/tasks.js'

const fleet = useFleet()
const at = (...words: readonly string[]): string => join(fleet().home, ...words)
const contexts = (): readonly string[] => readdirSync(at('contexts'))

/** A kind of whose steps those of one context fail. */
const failing = (name: string, context: string): Kinds => {
  const kind = kinds.get(name) as StepKind
  const broken: StepKind = {
    ...kind,
    run: async (prepared, run) => {
      const outcomes = await kind.run(prepared, run)
      return outcomes.map((outcome, index) =>
        prepared[index]?.step.context === context ? { ok: false as const, error: new Error('broken') } : outcome,
      )
    },
  }
  return new Map([...kinds, [name, broken]])
}

const recording = () => {
  const events: ProgressEvent[] = []
  return { events, progress: (event: ProgressEvent) => void events.push(event) }
}

const save = async (platform: string, uris: readonly string[], aliases: (uri: string) => readonly string[]) => {
  const root = at('srv', platform.slice(1))
  codeBase(root)
  await fleet().save(platform, 'platform', { root, application: 'php' })
  for (const uri of uris) await fleet().saveSite(uri, { platform, aliases: aliases(uri) })
  await fleet().verify(platform, ...uris.map((uri) => `@${uri}`))
}

describe('deleting sites together with their platform', () => {
  const uris = ['one.test', 'two.test', 'three.test']
  const names = uris.map((uri) => `@${uri}`)
  const folder = () => at('config', 'server_master', 'nginx', 'subdir.d', 'shared.test')
  const remove = (kinds?: Kinds, progress = quiet.progress) =>
    fleet()
      .tasks(kinds)
      .delete([...names, '@platform_x'], { noBackup: true, forget: true }, { progress })

  beforeAll(() => save('@platform_x', uris, (uri) => [`shared.test/${uri.replace('.test', '')}`]), 120_000)

  it('leaves what counts on a site that stays, with the reason; the others go', async () => {
    const reports = await remove(failing('removal', '@two.test'))

    const errors = new Map(reports.map(({ context, error }) => [context, error?.message]))
    expect(errors.get('@two.test')).toContain('broken')
    expect(errors.get('@platform_x')).toMatch(/^@platform_x: not done, because @\w+\.test failed$/)
    expect(names.filter((name) => errors.get(name) === undefined)).toHaveLength(1)
    expect(contexts()).toEqual(expect.arrayContaining(['two.test.json', 'platform_x.json']))
    expect(existsSync(folder())).toBe(true)
    await fleet().verify('@platform_x', '@two.test')
  })

  it('is one task with one reload: what they shared goes with the last one', async () => {
    const left = names.filter((name) => contexts().includes(`${name.slice(1)}.json`))
    const { events, progress } = recording()

    const reports = await fleet()
      .tasks()
      .delete(['@platform_x', ...left], { noBackup: true, forget: true }, { progress })

    expect(new Set(reports.map(({ context }) => context))).toEqual(new Set(['@platform_x', ...left]))
    expect(reports.flatMap(({ error }) => error ?? [])).toEqual([])
    expect(events.filter(({ event }) => event === 'reloaded')).toHaveLength(1)
    expect(events.filter(({ event }) => event === 'committed')).toHaveLength(1)
    expect([existsSync(folder()), existsSync(at('srv', 'platform_x', 'sites'))]).toEqual([false, false])
    expect(contexts()).toEqual(['platform_php.json', 'server_master.json'])
  })

  it('is refused for a platform that a site which stays is on', async () => {
    await save('@platform_y', ['y.test', 'z.test'], () => [])

    const reports = await fleet().tasks().delete(['@platform_y', '@y.test'], { noBackup: true, forget: true }, quiet)

    expect(reports.map(({ context, error }) => [context, error?.message])).toEqual([
      ['@y.test', undefined],
      ['@platform_y', '@platform_y is in use by @z.test'],
    ])
  })
})

describe('two tasks of one process', () => {
  const sites = ['@left.test', '@right.test'] as const

  beforeAll(async () => {
    const root = at('srv', 'slow')
    codeBase(root)
    const installer = join(root, 'install.php')
    writeFileSync(installer, `<?php usleep(400000); ?>${readFileSync(installer, 'utf8')}`)
    const properties = { root, application: 'php', install_cmd: `php ${root}/install.php` }
    await fleet().save('@platform_slow', 'platform', properties)
    await fleet().verify('@platform_slow')
    for (const name of sites)
      await fleet().saveSite(name.slice(1), { platform: '@platform_slow', install_method: 'profile' })
  })

  it('run at once, and the signal of one interrupts nothing of the other', async () => {
    const controller = new AbortController()
    const tasks = fleet().tasks()
    const install = (name: string, more: object) => tasks.install([name], {}, { ...quiet, ...more })
    const onceBegun = (event: ProgressEvent): void => {
      if (event.event === 'begun' && event.title.startsWith('run ')) controller.abort()
    }

    const [[left], [right]] = await Promise.all([
      install(sites[0], { signal: controller.signal, progress: onceBegun }),
      install(sites[1], {}),
    ])

    expect(left?.error).toMatchObject({ code: 'PROVISION_INTERRUPTED' })
    expect(left?.undone).toBe(true)
    expect(right?.error).toBeUndefined()
    expect(fleet().read('@left.test')?.recorded).toEqual({})
  })

  it('on one context: the second one is told who has it', async () => {
    const tasks = fleet().tasks()
    let second: Promise<readonly TaskReport[]> = Promise.resolve([])
    const onceBegun = (event: ProgressEvent): void => {
      if (event.event === 'begun' && event.title.startsWith('run ')) second = tasks.disable([sites[0]], quiet)
    }

    const [first] = await tasks.install([sites[0]], {}, { progress: onceBegun })

    const [refused] = await second
    expect(first?.error).toBeUndefined()
    expect(refused?.error).toMatchObject({
      code: 'PROVISION_LOCKED',
      message: expect.stringContaining(`(pid ${process.pid}): provision-install`),
    })
  })

  it('see what the other has done before', async () => {
    const [first, second] = [fleet().tasks(), fleet().tasks()]
    await first.save(sites[1], { properties: { aliases: ['before.test'] } }, quiet)
    await second.save(sites[1], { properties: { aliases: ['after.test'] } }, quiet)

    const { properties } = await first.show(sites[1], { resolved: false })

    expect(properties.find(({ name }) => name === 'aliases')?.value).toEqual(['after.test'])
  })
})
