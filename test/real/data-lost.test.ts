import { beforeAll, describe, expect, it } from '@jest/globals'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { codeBase, useFleet } from './support/fleet.js'
import { type Ended, provision } from './support/program.js'
import { quiet } from './support/tasks.js'

const fleet = useFleet()
const site = '@one.test'

let server: DatabaseServer
let database: string

beforeAll(async () => {
  for (const uri of ['one.test', 'other.test']) {
    await fleet().saveSite(uri)
    await fleet().run({ task: 'install', name: `@${uri}` })
  }
  writeFileSync(join(siteFolder(), 'private', 'paper.txt'), 'private')
  await fleet().verify(site)
  server = await fleet().connect()
  database = String(fleet().read(site)?.recorded['db_name'])
}, 120_000)

const siteFolder = (): string => join(fleet().root, 'sites', 'one.test')
const inSite = (name: string) => (): string => join(siteFolder(), name)

interface Way {
  readonly lose: () => unknown
  readonly isLost: () => unknown
  readonly putBack: () => unknown
  /** What the error names. */
  readonly names: () => string
}

const moved = (path: () => string, names = path): Way => ({
  lose: () => renameSync(path(), `${path()}.away`),
  isLost: () => !existsSync(path()),
  putBack: () => renameSync(`${path()}.away`, path()),
  names: () => `${names()} is gone`,
})

const emptied = (path: () => string): Way => ({
  lose: () => {
    renameSync(path(), `${path()}.away`)
    mkdirSync(path())
  },
  isLost: () => readdirSync(path()).length === 0,
  putBack: () => {
    rmdirSync(path())
    renameSync(`${path()}.away`, path())
  },
  names: () => `${path()} is empty`,
})

const rename = (from: string, to: string) => server.query(`RENAME TABLE ${from}.notes TO ${to}.notes`)
const tables = () => server.query('SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?', [database])
const databases = () => server.query('SHOW DATABASES LIKE ?', [database])

const ways: Readonly<Record<string, Way>> = {
  'the database dropped': {
    lose: async () => {
      await server.query('CREATE DATABASE away')
      await rename(database, 'away')
      await server.query(`DROP DATABASE ${database}`)
    },
    isLost: async () => (await databases()).length === 0,
    putBack: async () => {
      await server.query(`CREATE DATABASE ${database}`)
      await rename('away', database)
      await server.query('DROP DATABASE away')
    },
    names: () => `the database ${database} on @server_master is gone`,
  },
  'the tables dropped': {
    lose: async () => {
      await server.query('CREATE DATABASE away')
      await rename(database, 'away')
    },
    isLost: async () => (await tables()).length === 0,
    putBack: async () => {
      await rename('away', database)
      await server.query('DROP DATABASE away')
    },
    names: () => `the database ${database} on @server_master is empty`,
  },
  'the files gone': moved(inSite('files')),
  'the files not mounted': emptied(inSite('files')),
  'a link instead of the files': {
    ...moved(inSite('files')),
    lose: () => {
      renameSync(inSite('files')(), `${inSite('files')()}.away`)
      symlinkSync(`${inSite('files')()}.away`, inSite('files')())
    },
    isLost: () => lstatSync(inSite('files')()).isSymbolicLink(),
    putBack: () => {
      unlinkSync(inSite('files')())
      renameSync(`${inSite('files')()}.away`, inSite('files')())
    },
    names: () => `${inSite('files')()} is a link now, no folder`,
  },
  'the hash salt gone': {
    ...moved(() => join(fleet().home, 'secrets', 'one.test.json')),
    names: () => 'the hash salt of one.test in the secrets of the home is gone',
  },
  'the private files gone': moved(inSite('private')),
  'the folder of the site gone': moved(siteFolder),
  'the root led elsewhere': {
    ...moved(() => fleet().root, siteFolder),
    lose: () => {
      renameSync(fleet().root, `${fleet().root}.away`)
      codeBase(`${fleet().root}.other`)
      symlinkSync(`${fleet().root}.other`, fleet().root)
    },
    isLost: () => !existsSync(join(fleet().root, 'sites')),
    putBack: () => {
      rmSync(fleet().root)
      rmSync(`${fleet().root}.other`, { recursive: true })
      renameSync(`${fleet().root}.away`, fleet().root)
    },
  },
}

const commands = [
  ['provision-verify', site, '-q'],
  ['provision-verify', site, '--check'],
  ['provision-verify', site, '--dry-run'],
  ['provision-install', site],
] as const

describe('data that was there', () => {
  it.each(Object.entries(ways))('is told as lost, and nothing is made anew: %s', async (_, way) => {
    await way.lose()

    // One after the other: a context that another command has locked is told with 75.
    const ended: Ended[] = []
    for (const words of commands) ended.push(await provision(fleet().home, ...words))

    expect(await way.isLost()).toBe(true)
    for (const { code, stdout, stderr } of ended) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr.replaceAll(/\n */g, ' ')).toContain(way.names())
      expect(stderr.replaceAll(/\n */g, ' ')).toMatch(/last seen \d{4}-\d\d-\d\dT.*--accept-data-loss=@one\.test/)
    }
    await way.putBack()
    await fleet().verify(site)
  })

  it('stops no other site, and is made anew once the loss is accepted', async () => {
    rmSync(join(siteFolder(), 'private'), { recursive: true })

    const all = await fleet()
      .tasks()
      .verify(['@one.test', '@other.test'], {}, { progress: () => undefined })
    await fleet()
      .tasks()
      .verify([site], { 'accept-data-loss': [site] }, { progress: () => undefined })

    expect(all.map(({ ok, error }) => [ok, error?.code])).toEqual([
      [false, 'PROVISION_DATA_LOST'],
      [true, undefined],
    ])
    expect(existsSync(join(siteFolder(), 'private'))).toBe(true)
    await fleet().verify(site)
  })

  it('is told of a platform by its root, with a way out that can be taken', async () => {
    renameSync(fleet().root, `${fleet().root}.away`)

    const [report] = await fleet().tasks().verify(['@platform_php'], {}, quiet)
    renameSync(`${fleet().root}.away`, fleet().root)

    expect(report?.error).toMatchObject({
      code: 'PROVISION_DATA_LOST',
      fix: expect.stringMatching(/^put it back .*: provision-verify @platform_php --accept-data-loss=@platform_php$/),
    })
    await fleet().verify('@platform_php')
  })

  const accept = () =>
    fleet()
      .tasks()
      .verify([site], { 'accept-data-loss': [site] }, quiet)
  const isInstalled = () => fleet().read(site)?.recorded['installed']
  const seen = () => readFileSync(join(fleet().home, 'seen', 'one.test.json'), 'utf8')

  it('is told of a platform with what can be done with one', async () => {
    const sites = join(fleet().root, 'sites')
    renameSync(sites, `${sites}.away`)

    const [lost] = await fleet().tasks().verify(['@platform_php'], {}, quiet)
    renameSync(`${sites}.away`, sites)

    expect(lost?.error).toMatchObject({ code: 'PROVISION_DATA_LOST', fix: expect.not.stringContaining('install') })
  })

  it('is recorded anew when the clock was ahead', async () => {
    const path = join(fleet().home, 'seen', 'one.test.json')
    writeFileSync(path, seen().replace(/"at":"\d+/, '"at":"2999'))

    await fleet().verify(site)

    expect(JSON.parse(seen()).at).not.toMatch(/^2999/)
  })

  it('may be put back after the loss was accepted', async () => {
    const files = ways['the files gone'] as Way
    await files.lose()

    await accept()
    rmdirSync(join(siteFolder(), 'files'))
    await files.putBack()
    await fleet().verify(site)

    expect([isInstalled(), JSON.parse(seen()).data[`localhost:${siteFolder()}/files`]]).toEqual([true, 'filled'])
  })

  it.each(['the database dropped', 'the tables dropped'])(
    'is no installation any more once the loss of it is accepted, until that is undone: %s',
    async (name) => {
      const way = ways[name] as Way
      await way.lose()

      const [accepted] = await accept()
      const after = isInstalled()
      const [undone] = await fleet().tasks().undo(site, quiet)
      const again = await fleet().tasks().install([site], {}, quiet)

      expect(accepted).toMatchObject({ ok: true, warnings: [expect.stringContaining(`provision-install ${site}`)] })
      expect(after).toBeUndefined()
      expect(undone).toMatchObject({ ok: true })
      expect(isInstalled()).toBe(true)
      expect(again).toMatchObject([{ ok: false, error: { code: 'PROVISION_DATA_LOST' } }])
      await way.putBack()
      await fleet().verify(site)
    },
  )

  it('that was put back into a database whose loss was accepted is told, and installed by hand', async () => {
    const way = ways['the tables dropped'] as Way
    await way.lose()
    await accept()
    await way.putBack()

    const [refused] = await fleet().tasks().install([site], {}, quiet)
    await fleet().change(site, { install_method: 'manual' })
    const [installed] = await fleet().tasks().install([site], {}, quiet)

    expect(refused?.error).toMatchObject({
      code: 'PROVISION_SITE_INSTALLED',
      fix: expect.stringContaining('--install_method=manual'),
    })
    expect([installed?.ok, isInstalled()]).toEqual([true, true])
    await fleet().change(site, { install_method: null })
  })

  it('is installed anew where its loss was accepted, and nothing is known of it once it is deleted', async () => {
    await (ways['the tables dropped'] as Way).lose()
    await accept()

    const [installed] = await fleet().tasks().install([site], {}, quiet)
    await server.query('DROP DATABASE away')
    await fleet().run({ task: 'delete', name: site })

    expect(installed).toMatchObject({ ok: true, changed: true })
    expect(existsSync(join(fleet().home, 'seen', 'one.test.json'))).toBe(false)
    expect(await fleet().run({ task: 'install', name: site })).toMatchObject({ ok: true })
  })

  it('of a whole server is told for each site, by a verify of all that prints nothing else', async () => {
    const all = await server.query<Readonly<Record<string, string>>>('SHOW DATABASES')
    const own = all.flatMap((row) => Object.values(row)).filter((name) => !/^(\w+_schema|mysql|sys)$/.test(name))
    for (const name of own) await server.query(`DROP DATABASE ${name}`)

    const { code, stdout, stderr } = await provision(fleet().home, 'provision-verify', '--all', '-q')

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    for (const name of ['@one.test', '@other.test']) expect(stderr).toContain(`${name}: data is lost: the database`)
    expect(await databases()).toEqual([])
  })
})
