import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskReport } from '../../src/provision/api.js'
import { sandboxStatus, startSandbox } from '../../src/sandbox/sandbox.js'
import type { ServerName } from '../../src/sandbox/server.js'
import { useFleet } from './support/fleet.js'
import { useNeighbour } from './support/neighbour.js'
import {
  type Picture,
  differences,
  pictureOf,
  pictureOfAnswers,
  pictureOfDatabases,
  pictureOfFolder,
  stampsOf,
} from './support/picture.js'
import { until } from './support/program.js'
import { quiet, runTask } from './support/tasks.js'

const fleet = useFleet()
const database = useNeighbour(fleet)
const site = '@one.test'
const hosts = ['one.test', 'new.test', 'neighbour.test']
const app = (...names: readonly string[]): string => join(fleet().home, 'config/server_master/nginx', ...names)

const tried = async (words: Parameters<typeof runTask>[1]): Promise<TaskReport> => {
  const [report] = await runTask(fleet().tasks(), words)
  return report as TaskReport
}
const picture = (): Promise<Picture> => pictureOf(fleet(), database(), hosts)
const answers = (): Promise<Picture> => pictureOfAnswers(fleet(), hosts)
const configuration = (): Picture => pictureOfFolder(join(fleet().home, 'config'))

const pidOf = (name: ServerName): number | undefined =>
  sandboxStatus(fleet().home)?.find((server) => server.name === name)?.pid

/** Ends a server at once, as a crash does. */
const crash = async (name: ServerName): Promise<void> => {
  process.kill(pidOf(name) ?? 0, 'SIGKILL')
  await until(() => pidOf(name) === undefined, 'the end')
}

const withoutFragment = (before: Picture, path: string): Picture =>
  Object.fromEntries(Object.entries(before).filter(([key]) => key !== path))

beforeAll(async () => {
  await fleet().saveSite('one.test')
  await fleet().run({ task: 'install', name: site })
})
afterEach(async () => {
  await startSandbox(fleet().home)
  await fleet().change(site, { aliases: null })
  await fleet().verify('@server_master', site)
})

describe('while the database server is down', () => {
  it('a verify and an installation say so, and change nothing', async () => {
    await fleet().saveSite('two.test')
    const before = pictureOfFolder(fleet().root)
    await crash('mariadb')

    const verified = await tried({ task: 'verify', name: site })
    const installed = await tried({ task: 'install', name: '@two.test' })

    expect([verified.error?.code, installed.error?.code]).toEqual([
      'PROVISION_DB_CONNECT_FAIL',
      'PROVISION_DB_CONNECT_FAIL',
    ])
    expect(verified.error?.fix).toMatch(/database server/)
    expect(differences(before, pictureOfFolder(fleet().root))).toEqual([])
    expect(fleet().read('@two.test')?.recorded).toEqual({})
  })

  it('a deletion says so, and leaves the site as it is', async () => {
    const before = await answers()
    await crash('mariadb')

    const deleted = await tried({ task: 'delete', name: site })

    await startSandbox(fleet().home)
    expect(deleted.error?.code).toBe('PROVISION_DB_CONNECT_FAIL')
    expect(await answers()).toEqual(before)
  })

  it('an installation that it interrupts says what could not be undone, and the next command undoes it', async () => {
    await fleet().saveSite('three.test')
    const before = await pictureOfDatabases(database())
    await fleet().change('@platform_php', { install_cmd: join(fleet().home, 'crash') })
    writeFileSync(join(fleet().home, 'crash'), `#!/bin/sh\nkill -9 ${pidOf('mariadb')}\nsleep 0.3\nexit 1\n`, {
      mode: 0o755,
    })

    const broken = await tried({ task: 'install', name: '@three.test' })

    await startSandbox(fleet().home)
    await fleet().change('@platform_php', { install_cmd: `php ${fleet().root}/install.php` })
    await fleet().recover()
    expect(broken).toMatchObject({ ok: false, undone: false })
    expect(broken.leftOver.join()).toContain('create the database')
    const again = await fleet().connect()
    expect(differences(before, await pictureOfDatabases(again))).toEqual([])
    await again.close()
    expect((await tried({ task: 'install', name: '@three.test' })).ok).toBe(true)
  })
})

describe('while the web server is down', () => {
  it('a verify says so, undoes everything, and works once it is up', async () => {
    await fleet().change(site, { aliases: ['new.test'] })
    const before = configuration()
    await crash('nginx')

    const down = await tried({ task: 'verify', name: site })

    const after = configuration()
    await startSandbox(fleet().home)
    const up = await tried({ task: 'verify', name: site })
    expect(down).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_RELOAD_FAILED' } })
    expect(down.error?.fix).toContain('if the web server is not running, start it')
    expect(differences(before, after)).toEqual([])
    expect(up.ok).toBe(true)
    expect((await answers())['http://new.test/']).toBe('200  one.test: installed')
  })
})

describe('a web server whose configuration is damaged by hand in the vhost of another site', () => {
  const damage = (): void => appendFileSync(app('vhost.d/neighbour.test.conf'), 'damaged_by_hand on;\n')

  it('refuses a healthy site by naming file and line, and nothing changes', async () => {
    await fleet().change(site, { aliases: ['new.test'] })
    damage()
    const before = await picture()

    const report = await tried({ task: 'verify', name: site })

    expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_CONFIG_BROKEN' } })
    expect(report.error?.message).toMatch(
      /not by @one\.test: .*"damaged_by_hand" in .*vhost\.d\/neighbour\.test\.conf:\d+/,
    )
    expect(differences(before, await picture())).toEqual([])
    await fleet().verify('@neighbour.test')
  })

  it('is repaired when all sites are verified, and all of them are done', async () => {
    await fleet().change(site, { aliases: ['new.test'] })
    damage()

    const reports = await fleet().tasks().verify([], { all: true }, quiet)

    expect(reports.filter(({ ok }) => !ok)).toEqual([])
    expect((await answers())['http://new.test/']).toBe('200  one.test: installed')
  })
})

describe("an administrator's own directive that the web server does not know", () => {
  const write = (path: string): void => {
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, '# first line\nbroken_by_admin on;\n')
  }

  it('of one site is its own error, with file and line, and the others go on', async () => {
    const path = app('post.d/one.test/x.conf')
    write(path)
    await fleet().change('@neighbour.test', { aliases: ['new.test'] })

    const reports = await fleet().tasks().verify([site, '@neighbour.test'], {}, quiet)

    rmSync(path)
    const [bad, good] = reports
    expect(bad).toMatchObject({
      context: site,
      ok: false,
      undone: true,
      error: { code: 'PROVISION_WEB_CONFIG_REFUSED' },
    })
    expect(bad?.error?.message).toContain(`${path}:2`)
    expect(bad?.error?.message).toContain('broken_by_admin on;')
    expect(good).toMatchObject({ context: '@neighbour.test', ok: true, changed: true })
    expect(await answers()).toMatchObject({
      'http://one.test/': '200  one.test: installed',
      'http://new.test/': '200  neighbour.test: installed',
    })
    await fleet().change('@neighbour.test', { aliases: null })
    await fleet().verify('@neighbour.test')
  })

  it('of one site is no matter for a verify of another', async () => {
    const path = app('pre.d/neighbour.test/x.conf')
    write(path)
    await fleet().change(site, { aliases: ['new.test'] })

    const report = await tried({ task: 'verify', name: site })

    rmSync(path)
    expect(report.ok).toBe(true)
  })

  it.each(['pre.d', 'post.d'])(
    'of the server in %s is an error with file and line, and the last good configuration stays',
    async (folder) => {
      const path = app(folder, 'x.conf')
      write(path)
      const before = await picture()

      const report = await tried({ task: 'verify', name: '@server_master' })

      expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_CONFIG_REFUSED' } })
      expect(report.error?.message).toContain(`${path}:2`)
      expect(differences(before, await picture())).toEqual([])
      rmSync(path)
    },
  )
})

describe('a reload', () => {
  afterEach(async () => {
    const [master] = fleet().sandbox.contexts
    await fleet().change('@server_master', { http_restart_cmd: master?.properties['http_restart_cmd'] ?? null })
  })

  it('that does nothing is found out, and everything is undone', async () => {
    await fleet().change('@server_master', { http_restart_cmd: '/bin/true' })
    await fleet().change(site, { aliases: ['new.test'] })
    const before = await picture()

    const report = await tried({ task: 'verify', name: site })

    expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_RELOAD_FAILED' } })
    expect(report.error?.message).toContain('it still uses an older configuration, although test and reload succeeded')
    expect(differences(before, await picture())).toEqual([])
  })

  it('that the server gives up for want of file descriptors, after a good test, is found out and undone', async () => {
    const path = app('pre.d/one.test/logs.conf')
    const logs = Array.from({ length: 100 }, (_, at) => `access_log "${fleet().home}/sandbox/log/access-${at}.log";\n`)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, logs.join(''))
    const before = await picture()
    const limit = (soft: number): Buffer =>
      execFileSync('/usr/bin/prlimit', ['--pid', String(pidOf('nginx')), `--nofile=${soft}:`])
    limit(60)

    const report = await tried({ task: 'verify', name: site })

    limit(1024)
    rmSync(path)
    expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'PROVISION_WEB_RELOAD_FAILED' } })
    expect(report.error?.message).toContain('it still uses an older configuration, although test and reload succeeded')
    expect(readFileSync(join(fleet().home, 'sandbox/log/nginx.log'), 'utf8')).toContain('Too many open files')
    expect(differences(withoutFragment(before, path), await picture())).toEqual([])
  })

  it('that a test before it did not foresee is undone, for all sites that it was for', async () => {
    await fleet().change('@server_master', { http_restart_cmd: '/bin/false' })
    await fleet().change(site, { aliases: ['new.test'] })
    await fleet().change('@neighbour.test', { upload_limit: '7M' })
    const before = await picture()

    const reports = await fleet().tasks().verify([site, '@neighbour.test'], {}, quiet)

    expect(reports.map(({ error }) => error?.code)).toEqual([
      'PROVISION_WEB_RELOAD_FAILED',
      'PROVISION_WEB_RELOAD_FAILED',
    ])
    expect(differences(before, await picture())).toEqual([])
  })
})

describe('a folder that may not be written to', () => {
  const closed = async (path: string, act: () => Promise<TaskReport>): Promise<TaskReport> => {
    const { mode } = statSync(path)
    chmodSync(path, 0o500)
    try {
      return await act()
    } finally {
      chmodSync(path, mode)
    }
  }

  it.each(['config/server_master/nginx/vhost.d', 'config/server_master/nginx', 'srv/php/sites', 'secrets'])(
    'such as %s is named, and an installation changes nothing',
    async (folder) => {
      const path = join(fleet().home, folder)
      await fleet().saveSite('four.test')
      const before = await picture()

      const report = await closed(path, () => tried({ task: 'install', name: '@four.test' }))

      expect(report).toMatchObject({ ok: false, undone: true, error: { code: 'DRUSH_PERM_ERROR' } })
      expect(report.error?.message).toContain(path)
      expect(differences(before, await picture())).toEqual([])
    },
  )

  it('and that is needed after the commit leaves the rest to be finished by the next command', async () => {
    await fleet().saveSite('five.test')

    const report = await closed(join(fleet().home, 'contexts'), () => tried({ task: 'install', name: '@five.test' }))
    const recovered = await tried({ task: 'recover' })

    expect(report).toMatchObject({ ok: false, undone: false, leftOver: ['save the context @five.test'] })
    expect(recovered.ok).toBe(true)
    expect(fleet().read('@five.test')?.recorded['installed']).toBe(true)
  })
})

describe('a second verify', () => {
  it('writes no file, makes no inode anew and reloads nothing', async () => {
    const everything = () =>
      stampsOf(fleet().home, ['config', 'contexts', 'hosts', 'secrets', 'srv', 'locks', 'journal'])
    await fleet().tasks().verify([], { all: true }, quiet)
    const mark = readFileSync(app('generation.conf'), 'utf8')
    const before = everything()

    const one = await tried({ task: 'verify', name: site })
    const all = await fleet().tasks().verify([], { all: true }, quiet)

    expect(differences(before, everything())).toEqual([])
    expect(readFileSync(app('generation.conf'), 'utf8')).toBe(mark)
    expect([one, ...all].filter(({ ok, changed }) => !ok || changed)).toEqual([])
  })
})
