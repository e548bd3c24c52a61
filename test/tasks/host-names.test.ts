import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Json } from '../../src/contexts/property.js'
import { localHost } from '../../src/hosts/local/index.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
let tasks: Tasks

type Values = Readonly<Record<string, Json>>

const save = async (name: string, properties: Values, contextType?: string): Promise<string> => {
  const given = { properties, ...(contextType === undefined ? {} : { contextType }) }
  return (await tasks.save(name, given, { progress: quiet })).error?.message ?? 'saved'
}

const saveSite = (uri: string, properties: Values = {}): Promise<string> =>
  save(`@${uri}`, { uri, platform: '@platform_x', ...properties }, 'site')

const codeBase = (name: string, file: string): string => {
  const root = join(home(), name)
  mkdirSync(join(root, file, '..'), { recursive: true })
  writeFileSync(join(root, file), '')
  return root
}

beforeEach(async () => {
  tasks = new Tasks(home())
  const usable = {
    http_test_cmd: 'true',
    http_restart_cmd: 'true',
    web_group: localHost(home()).reader.facts.user.group,
  }
  await save('@server_master', { http_service_type: 'nginx', ...usable }, 'server')
  await save('@platform_x', { root: codeBase('code', 'index.html') }, 'platform')
  const php = { root: codeBase('php', 'index.php'), php_scripts: ['tools/*.php'] }
  await save('@platform_php', php, 'platform')
  await save('@platform_wp', { root: codeBase('wp', 'wp-includes/version.php') }, 'platform')
})

describe('a file in hosts that is no hint', () => {
  it('keeps no site from being saved', async () => {
    await saveSite('one.test')
    for (const name of ['100%', '%E0%A4%A', '..%2fx']) writeFileSync(join(home(), 'hosts', name), '@one.test\n')

    expect(await saveSite('two.test')).toBe('saved')
  })
})

/** Names of one site that another owner may not have beside those of the first. */
const related: readonly (readonly [string, Values, string, Values])[] = [
  ['victim.test', {}, 'evil.test', { aliases: ['*.victim.test'] }],
  ['victim.test', {}, 'evil.test', { aliases: ['victim.test/shop'] }],
  ['victim.test', {}, 'shop.victim.test', {}],
  ['victim.test', {}, 'evil.test', { aliases: ['a.b.victim.test/shop'], redirection: true }],
  ['shop.victim.test', {}, 'evil.test', { aliases: ['*.victim.test'] }],
  ['shop.victim.test', {}, 'victim.test', {}],
  ['one.test', { aliases: ['*.victim.test'] }, 'evil.test', { aliases: ['*.shop.victim.test'] }],
  ['one.test', { aliases: ['victim.test/shop'] }, 'evil.test', { aliases: ['victim.test/blog'] }],
]
const owners = [
  ['acme', 'evil'],
  ['acme', undefined],
  [undefined, 'evil'],
] as const

const owned = (owner: string | undefined): Values => (owner === undefined ? {} : { client_name: owner })

describe('a name above or below one of another owner', () => {
  it.each(related)(
    'is refused in both orders, and taken by the same owner: %s %j, %s %j',
    async (one, its, two, more) => {
      for (const [first, second] of owners) {
        await saveSite(one, { ...its, ...owned(first) })
        const refused = await saveSite(two, { ...more, ...owned(second) })
        const same = await saveSite(two, { ...more, ...owned(first) })
        await tasks.forget(`@${one}`, { progress: quiet })
        const taken = await save(`@${two}`, { client_name: second ?? null })
        const reversed = await saveSite(one, { ...its, ...owned(first) })

        expect([same, taken]).toEqual(['saved', 'saved'])
        for (const message of [refused, reversed])
          expect(message).toMatch(/ is (above|beside|below) .* whose owner is /)
        await tasks.forget(`@${two}`, { progress: quiet })
      }
    },
  )

  it('is taken when the other owner has agreed, by client, by the word for the operator, or for all', async () => {
    await saveSite('a.test', { client_name: 'acme', shares_names_with: 'umbrella' })
    await saveSite('b.test', { client_name: 'acme', shares_names_with: '@operator' })
    await saveSite('c.test', { client_name: 'acme', shares_names_with: '*' })

    expect(await saveSite('x.a.test', { client_name: 'umbrella' })).toBe('saved')
    expect(await saveSite('y.a.test', { client_name: 'evil' })).toContain('is below a.test of @a.test')
    expect(await saveSite('x.b.test')).toBe('saved')
    expect(await saveSite('x.c.test', { client_name: 'evil' })).toBe('saved')
  })

  it('is not taken because its own site agrees', async () => {
    await saveSite('www.victim.test', { client_name: 'acme' })

    const message = await saveSite('evil.test', {
      aliases: ['*.victim.test'],
      client_name: 'evil',
      shares_names_with: '*',
    })

    expect(message).toContain('*.victim.test is above www.victim.test of @www.victim.test, whose owner is acme')
  })

  it('is refused when its site gets another owner', async () => {
    await saveSite('a.test', { client_name: 'acme' })
    await saveSite('x.a.test', { client_name: 'acme' })

    expect(await save('@x.a.test', { client_name: 'evil' })).toContain('is below a.test of @a.test')
  })

  it('is refused among the contexts of one folder', async () => {
    const folder = join(home(), 'fleet')
    mkdirSync(folder)
    const site = (uri: string, more: Values) => ({
      name: `@${uri}`,
      context_type: 'site',
      properties: { uri, platform: '@platform_x', ...more },
    })
    const sites = [
      site('a.test', { client_name: 'acme' }),
      site('b.test', { aliases: ['*.a.test'], client_name: 'evil' }),
    ]
    writeFileSync(join(folder, 'sites.json'), JSON.stringify(sites))

    const reports = await tasks.apply([folder], { progress: quiet, dryRun: true })

    expect(reports.map(({ context, error }) => [context, error?.message ?? ''])).toEqual([
      ['@client_acme', ''],
      ['@client_evil', ''],
      ['@a.test', ''],
      ['@b.test', expect.stringContaining('*.a.test is below')],
    ])
  })
})

describe('names that are there already', () => {
  /** As an older version has saved it. */
  const rewrite = (name: string, properties: Values): void => {
    const path = join(home(), 'contexts', `${name.slice(1)}.json`)
    const record = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...record, properties: { ...record.properties, ...properties } }))
  }

  it('stay, and a verify tells them on both sides', async () => {
    await saveSite('a.test')
    await saveSite('b.test', { aliases: ['*.a.test'] })
    rewrite('@b.test', { client_name: 'evil' })

    const reports = await tasks.verify(['@a.test', '@b.test'], {}, { progress: quiet, dryRun: true })
    const saved = await save('@b.test', { site_maintenance: true })

    expect(reports.slice(-2).map(({ warnings }) => warnings)).toEqual([
      [expect.stringContaining('a.test is above *.a.test of @b.test, whose owner is evil')],
      [expect.stringContaining('*.a.test is below a.test of @a.test, whose owner is @operator')],
    ])
    expect(saved).toBe('saved')
  })

  it('that are wildcards over a public suffix stay, and a verify tells them', async () => {
    await saveSite('a.test')
    rewrite('@a.test', { aliases: ['*.co.uk', '*.example.com', '*.test'] })

    const reports = await tasks.verify(['@a.test'], {}, { progress: quiet, dryRun: true })

    expect(reports.at(-1)?.warnings).toEqual([
      "*.co.uk is not one site's: anybody can register names under co.uk; to put it right: use a registered name below it, such as example.co.uk",
    ])
    expect(await save('@a.test', { site_maintenance: true })).toBe('saved')
  })

  it('do not come back by undo', async () => {
    await saveSite('b.test', { aliases: ['*.a.test'], client_name: 'evil' })
    await save('@b.test', { aliases: '' })
    await saveSite('a.test', { client_name: 'acme' })

    await expect(tasks.undo('@b.test', { progress: quiet })).rejects.toThrow('*.a.test is below a.test of @a.test')
  })
})

describe('a public suffix', () => {
  it.each(['com', 'co.uk', 'com/shop', '*.com', '*.co.uk', '*.kawasaki.jp', '*.ck', 'foo.kawasaki.jp'])(
    'is no name of a site: %s',
    async (name) => {
      expect(await saveSite('a.test', { aliases: [name] })).toMatch(/^@a\.test\/aliases\/0: .* anybody can register/)
    },
  )

  it.each(['*.test', '*.internal', 'localhost', 'intranet', 'home.arpa', 'www.ck', '*.example.com', '*.github.io'])(
    'is not what is internal, or registered: %s',
    async (name) => {
      expect(await saveSite('one.example.net', { aliases: [name] })).toBe('saved')
    },
  )
})

describe('a subdirectory that an application uses itself', () => {
  const wordpress = { platform: '@platform_wp' }

  it('belongs to no other site, whichever comes first', async () => {
    await saveSite('wp.test', wordpress)
    await saveSite('b.test', { aliases: ['late.test/wp-json', 'late.test/shop'] })

    expect(await saveSite('a.test', { aliases: ['wp.test/wp-admin'] })).toContain('uses wp.test/wp-admin itself')
    expect(await saveSite('a.test', { aliases: ['wp.test/WP-Admin'] })).toContain('uses wp.test/WP-Admin itself')
    expect(await saveSite('own.test', { ...wordpress, aliases: ['own.test/wp-admin'] })).toContain('itself')
    expect(await saveSite('plain.test', { aliases: ['plain.test/sites'] })).toContain('uses plain.test/sites itself')
    expect(await saveSite('a.test', { aliases: ['wp.test/shop'] })).toBe('saved')
    await saveSite('php.test', { platform: '@platform_php' })
    expect(await saveSite('a.test', { aliases: ['php.test/Tools'] })).toContain('uses php.test/Tools itself')
    expect(await saveSite('late.test', wordpress)).toContain('uses late.test/wp-json itself, which @b.test has')
  })
})

describe('another spelling of a name', () => {
  it.each([
    ['A.test', 'a.test'],
    ['a.test.', 'a.test'],
    ['a.test:80', 'a.test'],
    ['bücher.test', 'xn--bcher-kva.test'],
    ['XN--BCHER-KVA.test', 'xn--bcher-kva.test'],
    ['*.A.test', 'a.test'],
    ['A.test:8080/shop', 'a.test'],
    ['0x7f.1', '127.0.0.1'],
  ])('is refused with the one that is kept: %s', async (name, kept) => {
    expect(await saveSite('b.test', { aliases: [name] })).toMatch(new RegExp(`not a host name .*; type ${kept}$`))
  })
})
