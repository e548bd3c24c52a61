import { beforeEach, describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ContextType } from '../../src/contexts/context-type.js'
import { host, records, reference } from '../../src/contexts/shapes.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'
import { Tasks } from '../support/tasks.js'
import { wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const home = useHome()
let tasks: Tasks

const save = (name: string, contextType: string, properties: Readonly<Record<string, string>>) =>
  tasks.save(name, { properties, contextType }, { progress: quiet })

const root = (name: string): string => join(home(), name)

const isInstalled = (name: string): void => {
  const path = join(home(), 'contexts', `${name}.json`)
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), recorded: { installed: true } }))
}

const makeWordpress = (): void => {
  mkdirSync(join(root('wp'), 'wp-includes'), { recursive: true })
  writeFileSync(join(root('wp'), 'wp-includes/version.php'), "<?php\n$wp_version = '6.9';\n")
}

beforeEach(async () => {
  makeWordpress()
  tasks = new Tasks(home())
  await save('@server_master', 'server', { http_service_type: 'nginx' })
  await save('@server_web', 'server', { http_service_type: 'apache', http_port: '8080' })
  await save('@server_db', 'server', { db_service_type: 'mysql', master_db: 'mysql://root:hidden@localhost' })
  await save('@platform_wp', 'platform', { root: root('wp'), web_server: '@server_web' })
  await save('@platform_gone', 'platform', { root: root('gone') })
  await save('@a.test', 'site', {
    uri: 'a.test',
    platform: '@platform_wp',
    db_server: '@server_db',
    client_name: 'acme',
    aliases: 'www.a.test,a.example',
  })
  await save('@b.test', 'site', { uri: 'b.test', platform: '@platform_gone', client_name: 'beta', site_enabled: 'no' })
  await save('@c.test', 'site', { uri: 'c.example', platform: '@platform_wp' })
  isInstalled('a.test')
  // The files were read before they were changed.
  tasks = new Tasks(home())
})

describe('a service', () => {
  it('is listed and shown with how it is reached, as its type says', async () => {
    const servers = await tasks.list({ type: 'server' })
    const { services } = await tasks.show('@a.test', { resolved: false })

    expect(servers.map(({ name, at }) => [name, at])).toEqual([
      ['@server_db', { db: 'localhost:3306' }],
      ['@server_master', { http: 'port 80' }],
      ['@server_web', { http: 'port 8080' }],
    ])
    expect(services).toEqual({
      acl: { server: '@server_web', type: 'null' },
      db: { server: '@server_db', type: 'mysql', at: 'localhost:3306' },
      http: { server: '@server_web', type: 'apache', at: 'port 8080' },
      php: { server: '@server_web', type: 'null' },
    })
  })
})

describe('a secret', () => {
  it('is shown masked, as given by the user or recorded by a task', async () => {
    const secrets = join(home(), 'secrets')
    writeFileSync(join(secrets, 'a.test.json'), '{"db_passwd": "hidden"}', { mode: 0o600 })
    const sourceOf = async (name: string, property: string) =>
      (await new Tasks(home()).show(name, { resolved: false })).properties.find((shown) => shown.name === property)

    expect(await sourceOf('@server_db', 'master_db')).toEqual({ name: 'master_db', value: '********', source: 'given' })
    expect(await sourceOf('@a.test', 'db_passwd')).toEqual({ name: 'db_passwd', value: '********', source: 'recorded' })
  })
})

describe('the value at a path', () => {
  it.each([
    ['uri', 'a.test'],
    ['platform', '@platform_wp'],
    ['platform.web_server', '@server_web'],
    ['platform.web_server.http_port', 8080],
    ['platform.web_server.name', '@server_web'],
    ['aliases', ['www.a.test', 'a.example']],
    ['aliases.1', 'a.example'],
    ['platform.serving.hashSalt', true],
    ['db_server.master_db', '********'],
    ['platform.web_server.master_db', null],
    ['client_email', null],
    ['site_enabled', true],
  ])('%s of a site is %j', async (path, expected) => {
    expect(await tasks.value('@a.test', path)).toEqual(expected)
  })

  it.each([
    ['alises', '@a.test (site) has no property alises', 'did you mean aliases?'],
    [
      'platform.web_serverr.http_port',
      '@platform_wp (platform) has no property web_serverr',
      'did you mean platform.web_server?',
    ],
    [
      'platform.web_server.htp_port',
      '@server_web (server) has no property htp_port',
      'did you mean platform.web_server.http_port?',
    ],
    ['platform.zzz', '@platform_wp (platform) has no property zzz', 'provision-show @platform_wp --resolved'],
    ['aliases.2', 'aliases has no item 2', 'it has aliases.0 to aliases.1'],
    ['aliases.www', 'aliases has no item www', 'it has aliases.0 to aliases.1'],
    ['platform.serving.hashSlat', 'platform.serving has no property hashSlat', 'platform.serving.hashSalt?'],
    ['uri.length', 'uri is a single value, so it has no length', 'leave out'],
    ['client_email.x', 'client_email has no value, so it has no x', 'leave out'],
    ['platform.', '@platform_wp (platform) has no property without a name', 'provision-show'],
  ])('%s is refused with the part that is unknown, and what was meant', async (path, message, fix) => {
    await expect(tasks.value('@a.test', path)).rejects.toMatchObject({
      code: 'PROVISION_USAGE',
      message,
      fix: expect.stringContaining(fix),
    })
  })

  it('is refused where a reference leads nowhere', async () => {
    rmSync(join(home(), 'contexts/server_web.json'))

    await expect(new Tasks(home()).value('@a.test', 'platform.web_server.http_port')).rejects.toMatchObject({
      code: 'PROVISION_MISSING_CONTEXT',
    })
  })
})

describe('a path into a list of records', () => {
  const mirror = {
    host: host({ description: 'host', required: true }),
    web: reference('server', { description: 'server' }),
  }
  const site = contextTypes.site as ContextType
  const properties = { ...site.properties, mirrors: records(mirror, { description: 'mirrors', default: [] }) }
  const others = wholeCatalog.contextTypes.filter(({ name }) => name !== 'site')
  const catalog = { ...wholeCatalog, contextTypes: [...others, { ...site, properties }] }

  beforeEach(async () => {
    tasks = new Tasks(home(), undefined, catalog)
    await save('@a.test', 'site', { mirrors: '[{"host": "m.test", "web": "@server_web"}]' })
    tasks = new Tasks(home(), undefined, catalog)
  })

  it.each([
    ['mirrors.0.host', 'm.test'],
    ['mirrors.0.web.http_port', 8080],
  ])('%s is %j', async (path, expected) => {
    expect(await tasks.value('@a.test', path)).toEqual(expected)
    expect((await tasks.list({ where: [`${path}=${expected}`] })).map(({ name }) => name)).toEqual(['@a.test'])
  })

  it('is refused when the record has no such field', async () => {
    const refused = { code: 'PROVISION_USAGE', fix: 'did you mean mirrors.0.host?' }

    await expect(tasks.value('@a.test', 'mirrors.0.hots')).rejects.toMatchObject(refused)
    await expect(tasks.list({ where: ['mirrors.0.hots=x'] })).rejects.toMatchObject(refused)
  })
})

describe('the list', () => {
  it('has address, state, application, version and client of a site', async () => {
    const [a, b] = await tasks.list({ type: 'site' })

    expect(a).toEqual({
      name: '@a.test',
      type: 'site',
      on: '@platform_wp',
      uri: 'a.test',
      installed: true,
      enabled: true,
      application: 'wordpress',
      version: '6.9',
      client: 'acme',
      services: {},
    })
    expect(b).toMatchObject({ installed: false, enabled: false, client: 'beta' })
  })

  it('leaves out what cannot be told, such as the application of a folder that is gone', async () => {
    const [gone] = await tasks.list({ pattern: '@platform_gone' })

    expect(gone).toEqual({ name: '@platform_gone', type: 'platform', on: '@server_master', services: {} })
  })

  it('reads no application for names alone', async () => {
    const [first] = await tasks.list({ type: 'site', namesOnly: true })

    expect(first).not.toHaveProperty('application')
  })

  it.each<[readonly string[], readonly string[]]>([
    [['client_name=acme'], ['@a.test']],
    [['client_name!=acme'], ['@b.test', '@c.test']],
    [['client_name='], ['@c.test']],
    [['client_name!='], ['@a.test', '@b.test']],
    [['client_name=*'], ['@a.test', '@b.test']],
    [['uri=*.test'], ['@a.test', '@b.test']],
    [['installed=yes'], ['@a.test']],
    [['site_enabled=0'], ['@b.test']],
    [['platform.web_server=@server_web'], ['@a.test', '@c.test']],
    [['platform.web_server.http_port=8080', 'client_name!=acme'], ['@c.test']],
    [['platform.web_server.http_port=8*'], ['@a.test', '@b.test', '@c.test']],
    [['aliases=a.example'], ['@a.test']],
    [['aliases!=a.example'], ['@b.test', '@c.test']],
    [['aliases.0=www.*'], ['@a.test']],
    [['web_server=@server_web'], ['@platform_wp']],
    [
      ['type=server', 'http_service_type!=nginx'],
      ['@server_db', '@server_web'],
    ],
    [['platform.serving.hashSalt=true'], ['@a.test', '@c.test']],
  ])('where %j has %j', async (where, expected) => {
    expect((await tasks.list({ where })).map(({ name }) => name)).toEqual(expected)
  })

  it.each([
    ['client_nme=acme', 'a context has no property client_nme', 'did you mean client_name?'],
    ['platform.web_servr=@x', 'a platform has no property web_servr', 'did you mean platform.web_server?'],
    ['uri.length=1', 'uri, a single value, has no property length', 'provision-save --help'],
    ['installed=perhaps', '--where installed=perhaps: not true or false', 'or a pattern'],
    ['http_port=high', '--where http_port=high: not a whole number', 'or a pattern'],
    ['platform=@platform_pw', 'there is no context @platform_pw', 'did you mean @platform_wp?'],
    ['platform=@server_web', 'is a server, not a platform', 'provision-list --type=platform'],
    ['master_db=x', 'it is a secret', ''],
    ['client_name', '--where client_name is not a condition', 'PROPERTY=VALUE'],
  ])('refuses %s', async (word, message, fix) => {
    await expect(tasks.list({ where: [word] })).rejects.toMatchObject({
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    })
  })

  it('refuses a property of another type than is asked for, and an unknown type', async () => {
    await expect(tasks.list({ type: 'server', where: ['uri=a.test'] })).rejects.toThrow('a server has no property uri')
    await expect(tasks.list({ type: 'sit' })).rejects.toMatchObject({ fix: 'did you mean site?' })
  })
})
