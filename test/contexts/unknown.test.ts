import { beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../src/contexts/property.js'
import { plain } from '../../src/cli/text/colour.js'
import { listText } from '../../src/cli/text/list-text.js'
import { showText } from '../../src/cli/text/show-text.js'
import { records, text } from '../../src/contexts/shapes.js'
import { Tasks } from '../support/tasks.js'
import { sessionOf } from '../support/session.js'
import type { Service } from '../../src/services/service.js'
import { wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const home = useHome()
let tasks: Tasks

const save = async (name: string, properties: Readonly<Record<string, Json>>, contextType?: string) => {
  const given = { properties, ...(contextType === undefined ? {} : { contextType }) }
  return (await tasks.save(name, given, { progress: quiet })).error
}

const pathOf = (name: string): string => join(home(), 'contexts', `${name.slice(1)}.json`)
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8')

type Stored = Readonly<Record<string, unknown>>

/** Changes a context file as another version would, and its layout as a person would. */
const edit = (name: string, change: (record: Readonly<Record<string, Stored>>) => Stored): string => {
  writeFileSync(pathOf(name), JSON.stringify(change(JSON.parse(textOf(name))), undefined, 4))
  tasks = new Tasks(home())
  return textOf(name)
}

const uuid = '0c11e470-0000-4000-8000-000000000001'

/** A context of a type that this version does not have. */
const addGuild = (): string => {
  const record = {
    format: 1,
    name: '@guild',
    context_type: 'guild',
    uuid,
    properties: { of: ['@server_web'] },
    recorded: {},
  }
  writeFileSync(pathOf('@guild'), JSON.stringify(record))
  return textOf('@guild')
}

const withColour = (): string =>
  edit('@a.test', ({ properties, recorded, ...rest }) => ({
    ...rest,
    properties: { ...properties, colour: 'red' },
    recorded: { ...recorded, shade: 1 },
  }))

const upgrade = 'upgrade Provision'

beforeEach(async () => {
  tasks = new Tasks(home())
  mkdirSync(join(home(), 'code'))
  writeFileSync(join(home(), 'code', 'index.html'), '')
  await save('@server_master', {}, 'server')
  await save('@server_web', {}, 'server')
  await save('@platform_x', { root: join(home(), 'code') }, 'platform')
  await save('@a.test', { uri: 'a.test', platform: '@platform_x' }, 'site')
  await save('@b.test', { uri: 'b.test', platform: '@platform_x' }, 'site')
})

const tasksOn = (
  name: string,
): readonly (readonly [string, () => Promise<readonly { readonly error?: Error }[]>])[] => {
  const options = { progress: quiet }
  return [
    ['save', async () => [await tasks.save(name, { properties: { aliases: 'www.a.test' } }, options)]],
    ['forget', async () => [await tasks.forget(name, options)]],
    ['verify', () => tasks.verify([name], {}, options)],
    ['install', () => tasks.install([name], {}, options)],
    ['delete', () => tasks.delete([name], { noBackup: true }, options)],
    ['enable', () => tasks.enable([name], options)],
    ['disable', () => tasks.disable([name], options)],
  ]
}

const page = { paint: plain, columns: Number.POSITIVE_INFINITY }

describe('a context of a type that this version does not know', () => {
  it('is listed and shown with what is stored, and with a word on it', async () => {
    addGuild()

    const listed = await tasks.list({})
    const shown = await tasks.show('@guild', { resolved: true })

    expect(listed.at(-1)).toEqual({ name: '@guild', type: 'guild', services: {}, unknown: ['context_type'] })
    expect(listText(listed, 'table', page)).toMatch(/^GUILD\n@guild +unknown: context_type$/m)
    expect(shown).toMatchObject({ type: 'guild', uuid, unknown: ['context_type'] })
    expect(shown.properties).toEqual([{ name: 'of', value: ['@server_web'], source: 'unknown' }])
    expect(showText(shown, page)).toContain('this version does not know context_type: upgrade Provision')
  })

  it('is refused by every task, and stays as it is', async () => {
    const before = addGuild()

    for (const [task, run] of tasksOn('@guild')) {
      const [report] = await run()
      expect([task, report?.error]).toMatchObject([
        task,
        {
          code: 'PROVISION_CONFIG_NOT_VALID',
          message: '@guild/context_type: this version does not know the type guild',
          fix: upgrade,
        },
      ])
    }
    expect(textOf('@guild')).toBe(before)
  })

  it('stops no other context when all are verified', async () => {
    const before = addGuild()

    const reports = await tasks.verify([], { all: true }, { progress: quiet })

    expect(reports.map(({ context, ok }) => [context, ok])).toEqual([
      ['@server_master', true],
      ['@server_web', true],
      ['@platform_x', true],
      ['@a.test', true],
      ['@b.test', true],
      ['@guild', false],
    ])
    expect(textOf('@guild')).toBe(before)
  })

  it('counts as living, and may claim and use what others have', async () => {
    addGuild()
    writeFileSync(join(home(), 'hosts', 'guild.test'), '@guild\n')

    const { findings } = await tasks.gc({ progress: quiet })

    expect(findings).toEqual([])
    expect(existsSync(join(home(), 'hosts', 'guild.test'))).toBe(true)
    expect(await save('@b.test', { aliases: 'guild.test' })).toMatchObject({
      message: '@b.test/aliases/0: guild.test belongs to @guild',
      fix: 'choose another name, or upgrade Provision: this version does not know all properties of @guild',
    })
    expect((await tasks.forget('@server_web', { progress: quiet })).error?.message).toBe(
      '@server_web is in use by @guild',
    )
  })
})

describe('a property that this version does not know', () => {
  it('is listed and shown with the others, and with a word on it', async () => {
    withColour()

    const [listed] = await tasks.list({ type: 'site' })
    const shown = await tasks.show('@a.test', { resolved: false })

    expect(listed).toMatchObject({ name: '@a.test', on: '@platform_x', unknown: ['colour', 'shade'] })
    expect(shown.unknown).toEqual(['colour', 'shade'])
    expect(shown.properties.map(({ name, source }) => [name, source])).toEqual([
      ['uri', 'given'],
      ['platform', 'given'],
      ['colour', 'unknown'],
      ['shade', 'unknown'],
    ])
  })

  it('makes every task refuse its context, which stays as it is', async () => {
    const before = withColour()

    for (const [task, run] of tasksOn('@a.test')) {
      const report = (await run()).at(-1)
      expect([task, report?.error]).toMatchObject([
        task,
        {
          message: '@a.test/colour: this version does not know colour\n@a.test/shade: this version does not know shade',
          fix: ['colour', 'shade']
            .map((name) => `upgrade Provision, or remove it: provision-save @a.test --${name}=null`)
            .join('\n'),
        },
      ])
    }
    expect(textOf('@a.test')).toBe(before)
  })

  it('can be removed, and not be set', async () => {
    withColour()

    expect((await save('@a.test', { colour: null }))?.message).toBe('@a.test/shade: this version does not know shade')
    expect((await save('@a.test', { colour: 'blue', shade: null }))?.message).toContain('@a.test/colour:')
    expect(await save('@a.test', { colour: null, shade: null })).toBeUndefined()
    expect(JSON.parse(textOf('@a.test'))).toMatchObject({ properties: { uri: 'a.test' }, recorded: {} })
    expect(textOf('@a.test')).not.toMatch(/colour|shade/)
  })

  it('of a platform stops no site of it', async () => {
    await tasks.verify(['@platform_x'], {}, { progress: quiet })
    const before = edit('@platform_x', ({ properties, ...rest }) => ({
      ...rest,
      properties: { ...properties, colour: 'red' },
    }))

    const [report] = await tasks.verify(['@a.test'], {}, { progress: quiet })

    expect(report).toMatchObject({ context: '@a.test', ok: true })
    expect(textOf('@platform_x')).toBe(before)
  })
})

describe('a field of a record that this version does not know', () => {
  const daemons = records({ name: text({ description: 'name' }) }, { description: 'daemons' })
  const service: Service = { name: 'supervise', description: 'runs daemons', properties: { site: { daemons } } }
  const catalog = { ...wholeCatalog, services: [...wholeCatalog.services, service] }

  it('is left out when it is read, and makes tasks refuse its context', async () => {
    const before = edit('@a.test', ({ properties, ...rest }) => ({
      ...rest,
      properties: { ...properties, daemons: [{ name: 'queue', colour: 'red' }] },
    }))
    tasks = new Tasks(home(), undefined, catalog)

    const site = sessionOf(home(), catalog).planning.contexts.get('@a.test')
    const report = (await tasks.verify(['@a.test'], {}, { progress: quiet })).at(-1)

    expect((site as unknown as { readonly daemons: unknown }).daemons).toEqual([{ name: 'queue' }])
    expect(report?.error).toMatchObject({
      message: '@a.test/daemons/0/colour: this version does not know colour',
      fix: upgrade,
    })
    expect(textOf('@a.test')).toBe(before)
    expect(await save('@a.test', { daemons: [{ name: 'queue' }] })).toBeUndefined()
  })
})

describe('a file of another format', () => {
  it.each([
    ['with a key that this version does not know', { labels: ['a'] }, 'labels'],
    ['with a higher number', { format: 2 }, 'format'],
  ])('%s is not written', async (_, more, path) => {
    const before = edit('@a.test', (record) => ({ ...record, ...more }))

    const error = await save('@a.test', { aliases: 'www.a.test' })

    expect(error).toMatchObject({ message: `@a.test/${path}: this version does not know ${path}`, fix: upgrade })
    expect(textOf('@a.test')).toBe(before)
  })
})
