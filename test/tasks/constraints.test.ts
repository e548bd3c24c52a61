import { beforeEach, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Application } from '../../src/applications/application.js'
import type { Catalog } from '../../src/catalog/catalog.js'
import type { Claims, Rule } from '../../src/contexts/constraints.js'
import type { Json } from '../../src/contexts/property.js'
import { machineName, reference, text } from '../../src/contexts/shapes.js'
import { Tasks } from '../support/tasks.js'
import type { Service, ServiceType } from '../../src/services/service.js'
import { wholeCatalog } from '../support/catalog.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const refusing =
  (property: string, message: string, isRight: (value: Json | undefined) => boolean): Rule =>
  ({ properties }) =>
    isRight(properties[property]) ? [] : [{ path: property, message }]

const claiming = (folder: string, property: string): Claims => ({
  namespace: { folder, noun: `name in ${folder}` },
  names: ({ properties }) =>
    properties[property] === undefined ? [] : [{ name: String(properties[property]), path: property }],
})

/** On a locked platform nobody gets a domain. */
const notWhileLocked: Rule = ({ properties }, find) =>
  properties['mail_domain'] !== undefined && find(String(properties['platform']))?.properties['locked'] === true
    ? [{ path: 'mail_domain', message: 'the platform is locked' }]
    : []

/** A service that is there for these tests: it gives sites a domain for mail. */
const mail: Service = {
  name: 'mail',
  description: 'takes mail',
  subscription: { type: 'site', by: 'mail_server' },
  properties: {
    site: {
      mail_server: reference('server', { description: 'server that takes mail', default: '@server_master' }),
      mail_domain: machineName({ description: 'domain of the addresses' }),
      mail_queue: machineName({ description: 'queue of the mails' }),
    },
  },
  rules: {
    server: [refusing('remote_host', 'takes no mail', (value) => value !== 'nomail.test')],
    site: [refusing('mail_domain', 'not in lower case', (value) => !/[A-Z]/.test(String(value ?? ''))), notWhileLocked],
  },
  claims: { site: [claiming('mail-domains', 'mail_domain')] },
  fixed: { site: { mail_server: 'save another site', mail_domain: 'save another site' } },
}

const postfix: ServiceType = {
  service: 'mail',
  name: 'postfix',
  description: 'Postfix',
  properties: {},
  needs: { server: () => [] },
  verify: {},
  withdraw: {},
  rules: { site: [refusing('mail_queue', 'longer than 8 letters', (value) => String(value ?? '').length <= 8)] },
  claims: { site: [claiming('mail-queues', 'mail_queue')] },
}

const exim: ServiceType = {
  service: 'mail',
  name: 'exim',
  description: 'Exim',
  properties: {},
  needs: { server: () => [] },
  verify: {},
  withdraw: {},
}

const staticPages = wholeCatalog.applications.find(({ name }) => name === 'static') as Application

/** An application that is there for these tests: its sites have titles. */
const titled: Application = {
  ...staticPages,
  name: 'titled',
  precedence: -1,
  properties: { site: { title: text({ description: 'title' }) } },
  rules: { site: [refusing('title', 'is required', (value) => value !== undefined)] },
}

const catalog: Catalog = {
  ...wholeCatalog,
  services: [...wholeCatalog.services, mail],
  types: [...wholeCatalog.types, postfix, exim],
  applications: [...wholeCatalog.applications, titled],
}

const home = useHome()
let tasks: Tasks

const save = async (name: string, properties: Readonly<Record<string, Json>>, contextType?: string) => {
  const given = { properties, ...(contextType === undefined ? {} : { contextType }) }
  const { error } = await tasks.save(name, given, { progress: quiet })
  return error?.message
}

const saveSite = (name: string, properties: Readonly<Record<string, Json>>) =>
  save(name, { uri: name.slice(1), platform: '@platform_x', ...properties }, 'site')

const names = (folder: string): readonly string[] =>
  existsSync(join(home(), folder)) ? readdirSync(join(home(), folder)).filter((name) => !name.startsWith('.')) : []

beforeEach(async () => {
  tasks = new Tasks(home(), undefined, catalog)
  mkdirSync(join(home(), 'code'))
  writeFileSync(join(home(), 'code', 'index.html'), '')
  await save('@server_master', { http_service_type: 'nginx', mail_service_type: 'postfix' }, 'server')
  await save('@server_exim', { mail_service_type: 'exim' }, 'server')
  await save('@platform_x', { root: join(home(), 'code') }, 'platform')
})

describe('a rule', () => {
  it('of a service holds for every context of the type, whatever serves it', async () => {
    expect(await saveSite('@a.test', { mail_domain: 'A.test' })).toBe('@a.test/mail_domain: not in lower case')
    expect(await saveSite('@a.test', { mail_domain: 'A.test', mail_server: '@server_exim' })).toBe(
      '@a.test/mail_domain: not in lower case',
    )
  })

  it('of a service for servers holds for those that offer it', async () => {
    const remote = { remote_host: 'nomail.test' }

    expect(await save('@server_web', remote, 'server')).toBeUndefined()
    expect(await save('@server_mail', { ...remote, mail_service_type: 'exim' }, 'server')).toBe(
      '@server_mail/remote_host: takes no mail',
    )
  })

  it('of a service type holds for contexts that have the service by that type', async () => {
    expect(await saveSite('@a.test', { mail_queue: 'much-too-long' })).toBe('@a.test/mail_queue: longer than 8 letters')
    expect(await saveSite('@a.test', { mail_queue: 'much-too-long', mail_server: '@server_exim' })).toBeUndefined()
  })

  it('of an application holds for the sites that have it', async () => {
    await save('@platform_titled', { root: join(home(), 'titled'), application: 'titled' }, 'platform')

    expect(await saveSite('@a.test', {})).toBeUndefined()
    expect(await saveSite('@b.test', { platform: '@platform_titled' })).toBe('@b.test/title: is required')
  })

  it('may look at other contexts', async () => {
    await save('@platform_x', { locked: true })

    expect(await saveSite('@a.test', { mail_domain: 'example' })).toContain(
      '@a.test/mail_domain: the platform is locked',
    )
  })

  it('is one of several whose complaints come at once, with those of shapes and of the type', async () => {
    const wrong = { mail_domain: 'A', mail_queue: 'much-too-long', client_email: 'x', redirection: 'b.test' }

    expect((await saveSite('@a.test', wrong))?.split('\n')).toEqual([
      '@a.test/client_email: not an e-mail address',
      '@a.test/redirection: b.test is neither the uri nor one of the aliases',
      '@a.test/mail_domain: not in lower case',
      '@a.test/mail_queue: longer than 8 letters',
    ])
  })
})

describe('a name that a context claims', () => {
  it('is kept for it in a folder of its namespace', async () => {
    await saveSite('@a.test', { mail_domain: 'example' })

    expect(readFileSync(join(home(), 'mail-domains', 'example'), 'utf8')).toBe('@a.test\n')
    expect(names('hosts')).toEqual(['a.test'])
  })

  it('is no other context’s, until it is given up', async () => {
    await saveSite('@a.test', { mail_domain: 'example' })

    expect(await saveSite('@b.test', { mail_domain: 'example' })).toBe(
      '@b.test/mail_domain: example belongs to @a.test',
    )
    expect(await save('@a.test', { mail_domain: null })).toBeUndefined()
    expect(names('mail-domains')).toEqual([])
    expect(await saveSite('@b.test', { mail_domain: 'example' })).toBeUndefined()
  })

  it('may be another’s in another namespace', async () => {
    await saveSite('@a.test', { mail_domain: 'example' })

    expect(await saveSite('@b.test', { mail_queue: 'example' })).toBeUndefined()
    expect(names('mail-queues')).toEqual(['example'])
  })

  it('of a service type is claimed where that type serves', async () => {
    await saveSite('@a.test', { mail_queue: 'example', mail_server: '@server_exim' })

    expect(names('mail-queues')).toEqual([])
    expect(await saveSite('@b.test', { mail_queue: 'example' })).toBeUndefined()
  })

  it('is given up with the context', async () => {
    await saveSite('@a.test', { mail_domain: 'example' })

    await tasks.forget('@a.test', { progress: quiet })

    expect([...names('mail-domains'), ...names('hosts')]).toEqual([])
  })

  it('is no other’s of those that are saved together', async () => {
    const site = (name: string) => ({
      name: `@${name}`,
      context_type: 'site',
      properties: { uri: name, platform: '@platform_x', mail_domain: 'example' },
    })
    const file = join(home(), 'fleet.json')
    writeFileSync(file, JSON.stringify([site('a.test'), site('b.test')]))

    const reports = await tasks.apply([file], { progress: quiet, dryRun: true })

    expect(reports.map(({ error }) => error?.message)).toEqual([
      undefined,
      '@b.test/mail_domain: example belongs to @a.test',
    ])
  })

  it('is found by provision-gc when its context does not have it', async () => {
    await saveSite('@a.test', { mail_domain: 'example' })
    writeFileSync(join(home(), 'mail-domains', 'other'), '@a.test\n')

    const { findings } = await tasks.gc({ progress: quiet })

    expect(findings.map(({ where, why }) => [where, why])).toEqual([
      [join(home(), 'mail-domains', 'other'), '@a.test does not have this name in mail-domains'],
    ])
    expect(names('mail-domains')).toEqual(['example'])
  })

  it('that another context has leads to what can be done', async () => {
    await saveSite('@a.test', { aliases: ['www.a.test'] })
    const fixFor = async (uri: string) => {
      const given = { contextType: 'site', properties: { uri, platform: '@platform_x' } }
      return (await tasks.save('@b.test', given, { progress: quiet })).error?.fix
    }

    expect(await fixFor('a.test')).toBe(
      'choose another name: it is the uri of @a.test, which is not installed; to release it: provision-delete @a.test --forget',
    )
    expect(await fixFor('www.a.test')).toBe('remove it there first: provision-show @a.test --property=aliases')
  })
})

describe('a property that is fixed', () => {
  const verified = (name: string): void => {
    const path = join(home(), 'contexts', `${name}.json`)
    const record = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...record, recorded: { verified: true } }))
    tasks = new Tasks(home(), undefined, catalog)
  }
  const refusal = (name: string, type: string): string =>
    `${name}: cannot change once the ${type} has been verified: folders, databases or configuration would be left behind`

  it.each([
    ['by a service', '@a.test', { mail_server: '@server_exim' }],
    ['by the type of the context', '@a.test', { platform: '@platform_y' }],
    ['by what all applications share', '@platform_x', { application: 'php' }],
    ['by a service that its server then no longer offers', '@server_master', { http_service_type: 'null' }],
  ])('%s does not change once the context is verified', async (_, name, change) => {
    const type = { '@a.test': 'site', '@platform_x': 'platform', '@server_master': 'server' }[name] as string
    await saveSite('@a.test', { mail_domain: 'example' })
    await save('@platform_x', { application: 'static' })
    await save('@platform_y', { root: join(home(), 'other') }, 'platform')

    verified(name.slice(1))

    expect(await save(name, change)).toBe(refusal(`${name}/${Object.keys(change)[0]}`, type))
  })

  it('changes before that, and stays what it is when it is given again', async () => {
    await saveSite('@a.test', { mail_server: '@server_exim' })
    expect(await save('@a.test', { mail_server: '@server_master' })).toBeUndefined()

    verified('a.test')

    expect(await save('@a.test', { mail_server: null })).toBeUndefined()
  })

  it('may be given once where it has no value yet', async () => {
    await saveSite('@a.test', {})
    verified('a.test')

    expect(await save('@a.test', { mail_domain: 'example' })).toBeUndefined()
    expect(await save('@a.test', { mail_domain: 'another' })).toBe(refusal('@a.test/mail_domain', 'site'))
  })
})
