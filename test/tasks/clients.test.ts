import { beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../src/contexts/property.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks

type Values = Readonly<Record<string, Json>>

const save = (name: string, properties: Values, contextType?: string) =>
  tasks.save(name, { properties, ...(contextType === undefined ? {} : { contextType }) }, { progress: quiet })

const saveSite = (uri: string, properties: Values) =>
  save(`@${uri}`, { uri, platform: '@platform_x', ...properties }, 'site')

const pathOf = (name: string): string => join(home(), 'contexts', `${name.slice(1)}.json`)

const propertiesOf = (name: string): Values =>
  (JSON.parse(readFileSync(pathOf(name), 'utf8')) as { properties: Values }).properties

const clients = (): readonly string[] => readdirSync(join(home(), 'contexts')).filter((name) => name.includes('client'))

beforeEach(async () => {
  tasks = new Tasks(home())
  const root = join(home(), 'code')
  mkdirSync(root)
  writeFileSync(join(root, 'index.html'), '')
  await save('@server_master', {}, 'server')
  await save('@platform_x', { root }, 'platform')
})

describe('the short form client_name', () => {
  it('refers to the client, which is made in the same task', async () => {
    const made = await saveSite('a.test', { client_name: 'acme' })
    const again = await saveSite('a.test', { client_name: 'acme' })

    expect(made.changes.map(({ context, title }) => [context, title])).toEqual(
      expect.arrayContaining([
        ['@client_acme', 'save the context @client_acme'],
        ['@client_acme', 'reserve the UNIX name acme'],
        ['@a.test', 'save the context @a.test'],
      ]),
    )
    expect(propertiesOf('@a.test')).toEqual({ uri: 'a.test', platform: '@platform_x', client: '@client_acme' })
    expect(await tasks.value('@a.test', 'client_name')).toBe('acme')
    expect(await tasks.value('@a.test', 'client.unix_name')).toBe('acme')
    expect(again).toMatchObject({ ok: true, changed: false })
  })

  it('is undone with the client', async () => {
    await saveSite('a.test', {})
    await save('@a.test', { client_name: 'acme' })

    await tasks.undo('@a.test', { progress: quiet })

    expect(clients()).toEqual([])
    expect(propertiesOf('@a.test')).not.toHaveProperty('client')
  })

  it('names one that is there, keeps its properties, and is taken back with null', async () => {
    await save('@client_acme', { display_name: 'Acme Ltd' }, 'client')
    await saveSite('a.test', { client_name: 'acme' })
    await save('@a.test', { client_name: null })

    expect(propertiesOf('@client_acme')).toEqual({ display_name: 'Acme Ltd' })
    expect(propertiesOf('@a.test')).not.toHaveProperty('client')
  })

  it.each<readonly [string, Values, RegExp]>([
    ['together with another client', { client_name: 'a', client: '@client_b' }, /short form of client, which is given/],
    ['that is not valid', { client_name: 'a b' }, /@a\.test\/client_name: not a machine name/],
    ['without letters', { client_name: '2024' }, /there is no UNIX name in @client_2024/],
    ['whose UNIX name another client has', { client_name: 'ACME' }, /acme belongs to @client_acme/],
  ])('is refused %s', async (_, properties, message) => {
    await save('@client_acme', {}, 'client')
    await save('@client_b', {}, 'client')

    const { ok, error } = await saveSite('a.test', properties)

    expect(ok).toBe(false)
    expect(error?.message).toMatch(message)
    expect(clients()).toEqual(['client_acme.json', 'client_b.json'])
  })

  it('says how a UNIX name that another client has by default is released', async () => {
    await save('@client_acme', {}, 'client')

    const { error } = await saveSite('a.test', { client_name: 'ACME' })

    expect(error?.fix).toContain('to release it: provision-delete @client_acme --forget')
  })

  it('is read as before where an older version has stored it', async () => {
    await saveSite('a.test', {})
    const record = JSON.parse(readFileSync(pathOf('@a.test'), 'utf8')) as { properties: Values }
    writeFileSync(
      pathOf('@a.test'),
      JSON.stringify({ ...record, properties: { ...record.properties, client_name: 'old' } }),
    )

    expect(await tasks.value('@a.test', 'client_name')).toBe('old')
    expect((await save('@a.test', { site_maintenance: true })).ok).toBe(true)
    expect((await save('@a.test', { client: '@client_missing' })).error?.message).toContain('@client_missing')
  })

  it('is applied with the file of the client, in any order, and makes one client for many sites', async () => {
    const folder = join(home(), 'fleet')
    mkdirSync(folder)
    const site = (uri: string, client: string) => ({
      name: `@${uri}`,
      context_type: 'site',
      properties: { uri, platform: '@platform_x', client_name: client },
    })
    const client = { name: '@client_acme', context_type: 'client', properties: { display_name: 'Acme' } }
    const contexts = [site('a.test', 'acme'), client, site('b.test', 'new'), site('c.test', 'new')]
    writeFileSync(join(folder, 'all.json'), JSON.stringify(contexts))

    const reports = await tasks.apply([folder], { progress: quiet, dryRun: true })

    expect(reports.map(({ context, error }) => [context, error?.message])).toEqual([
      ['@client_acme', undefined],
      ['@client_new', undefined],
      ['@a.test', undefined],
      ['@b.test', undefined],
      ['@c.test', undefined],
    ])
  })
})

describe('a client', () => {
  const own = 's0123456789abcde'

  it.each<readonly [string, string, Values]>([
    ['given', '@client_acme', { unix_name: own }],
    ['from its own name', `@client_${own}`, {}],
  ])('does not get the name that a user of a site alone could have, %s', async (_, name, properties) => {
    const { ok, error } = await save(name, properties, 'client')

    expect(ok).toBe(false)
    expect(error?.message).toContain(`${own} is a name for the own user of a site`)
    expect(clients()).toEqual([])
  })

  it('is not deleted while a site refers to it', async () => {
    await saveSite('a.test', { client_name: 'acme' })

    const [refused] = await tasks.delete(['@client_acme'], { forget: true }, { progress: quiet })

    expect(refused?.error?.message).toBe('@client_acme is in use by @a.test')
  })
})
