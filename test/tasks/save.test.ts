import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { TaskReport } from '../../src/provision/api.js'
import type { Given } from '../support/tasks.js'
import { Tasks } from '../support/tasks.js'
import { dead, journalOf } from '../engine/memory.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'

const home = useHome()
let tasks: Tasks

const save = (
  name: string,
  contextType: string | undefined,
  properties: Given['properties'] = {},
): Promise<TaskReport> =>
  tasks.save(name, { properties, ...(contextType === undefined ? {} : { contextType }) }, { progress: quiet })

const stored = (name: string) => JSON.parse(readFileSync(join(home(), 'contexts', `${name}.json`), 'utf8'))

const root = () => join(home(), 'code')

beforeEach(async () => {
  tasks = new Tasks(home())
  mkdirSync(root())
  writeFileSync(join(root(), 'index.php'), '')
  await save('@server_master', 'server', { http_service_type: 'nginx' })
  await save('@platform_x', 'platform', { root: root() })
})

const saveSite = (name: string, more: Given['properties'] = {}): Promise<TaskReport> =>
  save(name, 'site', { uri: name.slice(1), platform: '@platform_x', ...more })

describe('a locked platform', () => {
  it('takes no new site, and keeps those that it has', async () => {
    await saveSite('@old.test')
    await save('@platform_x', undefined, { locked: true })

    const refused = await saveSite('@new.test')

    expect(refused.error?.message).toBe('@new.test/platform: @platform_x is locked: no new site may be placed on it')
    expect((await save('@old.test', undefined, { aliases: 'www.old.test' })).ok).toBe(true)
  })
})

describe('saving a context', () => {
  it('keeps what is given, and nothing else', async () => {
    const report = await save('@server_web', 'server', { http_service_type: 'nginx', http_port: '8080' })

    expect(report).toMatchObject({ ok: true, changed: true })
    expect(stored('server_web')).toMatchObject({
      context_type: 'server',
      name: '@server_web',
      properties: { http_port: 8080, http_service_type: 'nginx' },
    })
  })

  it('changes only what is given', async () => {
    await save('@server_master', undefined, { http_port: 8080 })
    await save('@server_master', undefined, { remote_host: 'web.example.com' })

    expect(stored('server_master').properties).toEqual({
      http_port: 8080,
      http_service_type: 'nginx',
      remote_host: 'web.example.com',
    })
  })

  it('takes 0, false and the empty string as values, and null as the default', async () => {
    await saveSite('@a.test', { aliases: 'www.a.test', redirection: 'true', site_enabled: '0' })
    await save('@a.test', undefined, { aliases: '', redirection: false, site_enabled: null })

    expect(stored('a.test').properties).toEqual({
      aliases: [],
      platform: '@platform_x',
      redirection: false,
      uri: 'a.test',
    })
  })

  it('writes nothing when nothing changes', async () => {
    await saveSite('@a.test')
    const before = statSync(join(home(), 'contexts/a.test.json'))

    const report = await save('@a.test', undefined, { uri: 'a.test' })

    const after = statSync(join(home(), 'contexts/a.test.json'))
    expect(report).toMatchObject({ ok: true, changed: false, changes: [] })
    expect({ ino: after.ino, mtime: after.mtimeMs }).toEqual({ ino: before.ino, mtime: before.mtimeMs })
  })

  it('keeps a secret apart, readable by its owner alone', async () => {
    const url = 'mysql://root:s3cret@127.0.0.1'

    await save('@server_db', 'server', { db_service_type: 'mysql', master_db: url })

    const secrets = join(home(), 'secrets/server_db.json')
    expect(JSON.parse(readFileSync(secrets, 'utf8'))).toEqual({ master_db: url })
    expect(statSync(secrets).mode & 0o777).toBe(0o600)
    expect(statSync(join(home(), 'secrets')).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(home(), 'contexts/server_db.json'), 'utf8')).not.toContain('s3cret')
  })

  it('leaves no journal open and no lock behind', async () => {
    await saveSite('@a.test')

    expect(readdirSync(join(home(), 'journal/open'))).toEqual([])
    expect(readdirSync(join(home(), 'locks'))).toEqual([])
  })

  it('warns once, when it is made, about an unusual name', async () => {
    const first = await save('@web', 'server')
    const second = await save('@web', undefined, { remote_host: 'web.example.com' })

    expect(first.warnings).toEqual(['@web is an unusual name for a server: @server_… is recommended'])
    expect(second.warnings).toEqual([])
  })

  it('does nothing but show the plan in a dry run', async () => {
    const report = await tasks.save(
      '@b.test',
      { properties: { uri: 'b.test', platform: '@platform_x' }, contextType: 'site' },
      { dryRun: true, progress: quiet },
    )

    expect(report.changes.map(({ title }) => title)).toContain('save the context @b.test')
    expect(existsSync(join(home(), 'contexts/b.test.json'))).toBe(false)
  })
})

const complaint = async (report: Promise<TaskReport>) => {
  const { ok, error } = await report
  return { ok, code: error?.code, message: error?.message, fix: error?.fix }
}

describe('saving refuses', () => {
  it('a mistyped name without a type, and says which one was meant', async () => {
    expect(await complaint(save('@platfrom_x', undefined, { locked: true }))).toMatchObject({
      code: 'PROVISION_MISSING_CONTEXT',
      fix: expect.stringContaining('did you mean @platform_x?'),
    })
    expect(existsSync(join(home(), 'contexts/platfrom_x.json'))).toBe(false)
  })

  it('all that is wrong at once, each with its path', async () => {
    const { message } = await complaint(
      saveSite('@a.test', { aliases: ['ok.test', 'no good'], client_email: 'x', platform: '@nowhere', typo: 1 }),
    )

    expect(message?.split('\n').map((line) => line.split(': ')[0])).toEqual([
      '@a.test/aliases/1',
      '@a.test/client_email',
      '@a.test/typo',
      '@a.test/platform',
    ])
  })

  it('a site without what a site must have', async () => {
    expect((await complaint(save('@a.test', 'site'))).message).toBe(
      '@a.test/uri: is required for a site\n@a.test/platform: is required for a site',
    )
  })

  it('a reference to a context of the wrong type', async () => {
    expect((await complaint(saveSite('@a.test', { platform: '@server_master' }))).message).toBe(
      '@a.test/platform: @server_master is a server, not a platform',
    )
  })

  it('a change of the type', async () => {
    expect((await complaint(save('@platform_x', 'site'))).message).toBe(
      '@platform_x/context_type: it is a platform, and its type cannot change',
    )
  })

  it.each([
    ['its uri', { uri: 'a.test' }],
    ['its alias', { aliases: ['a.test'] }],
    ['its wildcard', { aliases: ['*.a.test'] }],
    ['its subdirectory', { aliases: ['c.test/shop'] }],
  ])('a host name that another site has: %s', async (_, taken) => {
    await saveSite('@a.test', { aliases: ['*.a.test', 'c.test/shop'] })

    const { message } = await complaint(saveSite('@b.test', taken))

    expect(message).toContain('belongs to @a.test')
    expect(existsSync(join(home(), 'contexts/b.test.json'))).toBe(false)
  })

  it('a redirection to a host that is not the site', async () => {
    expect((await complaint(saveSite('@a.test', { redirection: 'evil.test' }))).message).toBe(
      '@a.test/redirection: evil.test is neither the uri nor one of the aliases',
    )
  })

  it('an unknown service type, and a property of a service that the server does not offer', async () => {
    expect((await complaint(save('@server_web', 'server', { http_service_type: 'iis' }))).message).toMatch(
      /^@server_web\/http_service_type: not one of apache,.* nginx, null$/,
    )
    expect((await complaint(save('@server_web', 'server', { http_port: 8080 }))).message).toBe(
      '@server_web/http_port: the server does not offer the service http',
    )
  })

  it('a malformed secret once, and not as one that is missing', async () => {
    const properties = { db_service_type: 'mysql', master_db: 'mysq://x' }

    const { error } = await save('@server_db', 'server', properties)

    expect(error?.message).toBe(
      '@server_db/master_db: not mysql://user:password@host[:port], user and password URL-encoded',
    )
  })

  it('a database server without its account', async () => {
    expect((await complaint(save('@server_db', 'server', { db_service_type: 'mysql' }))).message).toBe(
      '@server_db/master_db: is required',
    )
  })

  it('what tasks record and what is derived', async () => {
    expect((await complaint(saveSite('@a.test', { db_name: 'x', site_path: '/x' }))).message).toBe(
      '@a.test/db_name: is set by tasks only\n@a.test/site_path: is derived from other properties',
    )
  })

  it('to forget a context that others refer to, unless it is named', async () => {
    await saveSite('@a.test')

    const refused = await complaint(tasks.forget('@platform_x', { progress: quiet }))
    const forced = await tasks.forget('@platform_x', { progress: quiet, force: ['@platform_x'] })

    expect(refused).toMatchObject({ code: 'PROVISION_CONTEXT_IN_USE', message: '@platform_x is in use by @a.test' })
    expect(forced.ok).toBe(true)
    expect(existsSync(join(home(), 'contexts/platform_x.json'))).toBe(false)
  })
})

describe('a context that has been verified', () => {
  const verified = (name: string): void => {
    const path = join(home(), 'contexts', `${name}.json`)
    const record = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...record, recorded: { verified: true } }))
  }

  it.each([
    ['@a.test', 'platform', '@platform_y'],
    ['@a.test', 'uri', 'b.test'],
    ['@platform_x', 'web_server', '@server_web'],
    ['@platform_x', 'root', '/srv/elsewhere'],
    ['@server_master', 'http_service_type', 'apache'],
    ['@client_acme', 'unix_name', 'umbrella'],
  ])('does not leave what was made behind: %s keeps its %s', async (name, property, value) => {
    await saveSite('@a.test')
    await save('@platform_y', 'platform', { root: join(home(), 'other') })
    await save('@server_web', 'server', { http_service_type: 'nginx' })
    await save('@client_acme', 'client', {})
    verified(name.slice(1))

    const { message } = await complaint(save(name, undefined, { [property]: value }))

    expect(message).toContain(`${name}/${property}: cannot change once`)
  })
})

describe('what was read before it is asked for', () => {
  it('is read anew when somebody else has saved meanwhile', async () => {
    utimesSync(join(home(), 'journal/open'), 1, 1)
    const asking = new Tasks(home())
    await asking.show('@server_master', { resolved: false })
    await save('@server_master', undefined, { http_port: 8080 })
    utimesSync(join(home(), 'journal/open'), 2, 2)

    await asking.save('@server_master', { properties: { remote_host: 'web.example.com' } }, { progress: quiet })

    expect(stored('server_master').properties).toMatchObject({ http_port: 8080, remote_host: 'web.example.com' })
  })
})

describe('a plan for a context with an interrupted task', () => {
  it('warns that this is undone or finished first', async () => {
    journalOf(home(), [{ context: '@server_master', steps: [] }], dead)

    const { warnings } = await new Tasks(home()).save(
      '@server_master',
      { properties: { http_port: 8080 } },
      { progress: quiet, dryRun: true },
    )

    expect(warnings).toEqual([
      expect.stringContaining('@server_master: an interrupted task will be undone or finished first'),
    ])
  })
})

describe('a damaged journal that does not tell its contexts', () => {
  it.each([true, false])('is told by each task: in a dry run %j', async (dryRun) => {
    const journal = journalOf(home(), [{ context: '@x', steps: [] }], dead)
    writeFileSync(join(home(), 'journal/open', journal.id, 'journal.jsonl'), '')

    const report = await tasks.save('@server_master', { properties: { http_port: 81 } }, { progress: quiet, dryRun })

    expect([report.ok, report.warnings]).toEqual([
      true,
      [expect.stringMatching(new RegExp(`^the journal ${journal.id} is damaged: .* provision-gc --check`))],
    ])
  })
})

describe('a damaged context file', () => {
  it('is named with its line, and harms no other context', async () => {
    await saveSite('@a.test')
    writeFileSync(join(home(), 'contexts/a.test.json'), '{\n  "format": 1,\n  "name": "@a.test"\n  "uuid": 1\n}\n')

    const damaged = await save('@a.test', undefined, { aliases: 'www.a.test' })
    const other = await saveSite('@b.test')

    expect(damaged.error?.message).toContain('contexts/a.test.json:4:')
    expect(other.ok).toBe(true)
  })
})
