import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { holderOf } from '../../src/hosts/holder.js'
import { root } from '../process/command-line.js'
import { codeBase, useFleet } from './support/fleet.js'
import { gc, lose, told } from './support/garbage.js'
import { killedProgram } from './support/killed-program.js'
import { provision } from './support/program.js'

const minutes = 60_000
const debian = '/usr/share/wordpress'
const skipped = ['wp-config.php', 'wp-content/languages'].map((path) => join(debian, path))
const fleet = useFleet(['nginx', 'apache'])
const at = (...words: readonly string[]): string => join(fleet().home, ...words)
let database: DatabaseServer

const install = async (uri: string, properties: Readonly<Record<string, string>> = {}): Promise<void> => {
  await fleet().saveSite(uri, properties)
  await fleet().run({ task: 'install', name: `@${uri}` })
}

const saveSample = async (): Promise<void> => {
  for (const file of ['servers', 'platforms', 'sites']) {
    const contexts = JSON.parse(readFileSync(join(root, 'contexts/sample', `${file}.json`), 'utf8'))
    for (const { name, context_type, properties } of contexts) {
      const secret = 'master_db' in properties ? { master_db: 'mysql://root:secret@127.0.0.1' } : {}
      await fleet().save(name, context_type, { ...properties, ...secret })
    }
  }
}

const installWordPress = async (): Promise<void> => {
  const code = at('srv/wordpress')
  cpSync(debian, code, { recursive: true, dereference: true, filter: (path) => !skipped.includes(path) })
  await fleet().save('@platform_wordpress', 'platform', { root: code })
  await fleet().verify('@platform_wordpress')
  await install('blog.test', { platform: '@platform_wordpress', client_email: 'a@example.com' })
}

const installOnApache = async (): Promise<void> => {
  codeBase(at('srv/apache'))
  const properties = {
    root: at('srv/apache'),
    web_server: '@server_apache',
    install_cmd: `php ${at('srv/apache')}/install.php`,
  }
  await fleet().save('@platform_apache', 'platform', properties)
  await fleet().verify('@platform_apache')
  await install('apache.test', { platform: '@platform_apache', aliases: 'www.apache.test,apache.test/shop' })
}

beforeAll(async () => {
  database = await fleet().connect()
  await install('a.test')
  await install('lost.test', { aliases: 'www.lost.test,a.test/lost' })
  await installOnApache()
  await installWordPress()
}, 3 * minutes)

afterAll(() => database?.close())

/** Everything of the home and its code bases, but the servers of the sandbox and what each task writes anyway. */
const everything = (): readonly string[] =>
  readdirSync(fleet().home, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^(?:sandbox|journal\/closed|killing)/.test(path))
    .sort()

const databases = async (): Promise<readonly string[]> => {
  const rows = await database.query<{ readonly name: string }>(
    'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA',
  )
  return rows.map(({ name }) => name).sort()
}

const goneSince = (before: readonly string[]): readonly string[] => {
  const now = new Set(everything())
  return before.filter((path) => !now.has(path))
}

describe('a home in which all is well', () => {
  it('has nothing that nobody owns, with sites on Nginx and Apache, WordPress, and contexts never verified', async () => {
    await saveSample()

    expect(await gc(fleet())).toEqual({ findings: [], warnings: [], failures: [], leftOver: [] })
  })

  it('has nothing left of sites that were deleted', async () => {
    await install('short.test', { aliases: 'a.test/short' })
    await fleet().run({ task: 'delete', name: '@short.test' })

    expect(told(await gc(fleet()), fleet())).toEqual([])
  })

  it('says so, and exits 0', async () => {
    const { code, stdout } = await provision(fleet().home, 'provision-gc', '--check')

    expect(stdout).toBe('no orphans found\n')
    expect(code).toBe(0)
  })
})

describe('a site whose context is lost', () => {
  const held = [
    'account account lost_test@localhost on @server_master',
    'database database lost_test on @server_master',
    'directory srv/php/sites/lost.test',
    'owner row lost_test of provision.owners on @server_master',
    'secrets secrets/lost.test.json',
    'web-file config/server_master/nginx/subdir.d/a.test/lost.conf',
    'web-file config/server_master/nginx/vhost.d/lost.test.conf',
    'web-file config/server_master/nginx/vhost.d/lost.test.cred',
  ]
  const scratch = ['name hosts/a.test%2Flost', 'name hosts/lost.test', 'name hosts/www.lost.test']
  const paths = scratch.map((line) => line.replace(/^\w+ /, ''))

  it('is found with all that it has, and with its name, and nothing is changed by looking', async () => {
    const back = lose('lost.test', fleet())
    const before = [...everything(), ...(await databases())]

    const report = await gc(fleet())

    expect(told(report, fleet())).toEqual([...held, ...scratch].sort())
    expect(new Set(report.findings.map(({ context }) => context))).toEqual(new Set(['@lost.test']))
    expect([...everything(), ...(await databases())]).toEqual(before)
    back()
  })

  it('is a site as before once its context is back', async () => {
    lose('lost.test', fleet())()

    expect(told(await gc(fleet()), fleet())).toEqual([])
  })

  it('loses only its host names, and is listed with the rest', async () => {
    lose('lost.test', fleet())
    const [before, inDatabase] = [everything(), await databases()]

    const report = await gc(fleet(), 'remove')

    expect(report.findings.filter(({ removed }) => removed).map(({ where }) => where)).toHaveLength(scratch.length)
    expect(goneSince(before)).toEqual(paths)
    expect(await databases()).toEqual(inDatabase)
    expect(told(await gc(fleet()), fleet())).toEqual(held)
  })

  it('is gone after what the list says to type', async () => {
    const { findings } = await gc(fleet())

    for (const { fix } of findings) {
      const [sql] = /(?:DROP|DELETE) .*$/.exec(fix) ?? []
      const [shell] = /rm (?:-r )?[^ ,]+/.exec(fix) ?? []
      if (sql !== undefined) await database.query(sql)
      else execFileSync('sh', ['-c', shell ?? 'false'])
    }

    expect(told(await gc(fleet()), fleet())).toEqual([])
  })
})

describe('commands that were killed', () => {
  const newServer = [
    'provision-save',
    '@server_new',
    '--context_type=server',
    '--db_service_type=mysql',
    '--master_db=mysql://a:b@127.0.0.1',
  ]
  const journals = (): readonly string[] => readdirSync(at('journal/open'))

  it('leave what their journals name to provision-recover, which is said', async () => {
    expect(killedProgram(fleet().home, { in: 'renameSync', at: 2 }, newServer)).toBe('SIGKILL')

    const report = await gc(fleet(), 'remove')

    expect(told(report, fleet())).toEqual(['lock locks/contexts'])
    expect(report.warnings).toEqual([
      expect.stringMatching(/^provision-save on @server_new was interrupted.*provision-recover first/),
    ])
    expect(readdirSync(at('secrets')).filter((name) => name.endsWith('.new'))).toHaveLength(1)
  })

  it('leave nothing once that has run', async () => {
    await fleet().recover()

    expect(told(await gc(fleet()), fleet())).toEqual([])
    expect(existsSync(at('contexts/server_new.json'))).toBe(false)
  })

  it('leave announcements to the next command that serves the queue', async () => {
    const left = ['1-1-.announced.json', '.2-2-.announced.json'].map((name) => at('queue/web/server_master', name))
    const dead = { ...holderOf('provision-verify'), started: '1' }
    mkdirSync(at('queue/web/server_master'), { recursive: true })
    for (const path of left) writeFileSync(path, JSON.stringify({ holder: dead, since: 0 }))
    await fleet().change('@a.test', { upload_limit: '9M' })

    await fleet().verify('@a.test')

    expect(left.filter((path) => existsSync(path))).toEqual([])
  })

  it('leave scratch without a journal to name it: exactly that is removed, and then there is nothing', async () => {
    const before = everything()
    killedProgram(fleet().home, { in: 'renameSync', at: 2 }, newServer)
    const dead = JSON.parse(readFileSync(at('locks/@server_new'), 'utf8'))
    for (const id of journals()) rmSync(at('journal/open', id), { recursive: true })
    killedProgram(fleet().home, { in: 'writeFileSync', at: 1, onOpen: true }, newServer)
    mkdirSync(at('queue/web/server_master'), { recursive: true })
    writeFileSync(
      at('queue/web/server_master/1-ab.request.json'),
      JSON.stringify({ id: '1-ab', holder: dead, orders: [] }),
    )
    const [journal] = journals()

    const report = await gc(fleet(), 'remove')

    expect(told(report, fleet())).toEqual([
      `journal journal/open/${journal}`,
      'lock locks/@server_new',
      'lock locks/contexts',
      'temporary secrets/.server_new.json.new',
      'web-request queue/web/server_master/1-ab.request.json',
    ])
    expect(report.findings.every(({ removed }) => removed)).toBe(true)
    expect(everything()).toEqual(before)
    expect(told(await gc(fleet()), fleet())).toEqual([])
  })
})
