import { describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TaskOptions, TaskReport } from '../../src/provision/api.js'
import { freePort } from '../support/web-servers.js'
import { useFleet } from './support/fleet.js'
import { quiet } from './support/tasks.js'

const fleet = useFleet()

/** A site on a platform of its own, with this front page and this install command. */
const newSite = async (name: string, indexPhp: string, installPhp?: string): Promise<string> => {
  const root = join(fleet().home, 'srv', name)
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'index.php'), indexPhp)
  if (installPhp !== undefined) writeFileSync(join(root, 'install-command.php'), installPhp)
  const command = installPhp === undefined ? {} : { install_cmd: `php ${root}/install-command.php` }
  await fleet().save(`@platform_${name}`, 'platform', { root, application: 'php', ...command })
  await fleet().verify(`@platform_${name}`)
  await fleet().save(`@${name}.test`, 'site', { uri: `${name}.test`, platform: `@platform_${name}` })
  return `@${name}.test`
}

const install = async (site: string): Promise<TaskReport> =>
  (await fleet().tasks().install([site], {}, quiet))[0] as TaskReport

const verify = async (site: string, options: Partial<TaskOptions> = {}): Promise<TaskReport> =>
  (
    await fleet()
      .tasks()
      .verify([site], {}, { ...quiet, ...options })
  )[0] as TaskReport

const works = '<?php echo "It works";'
const fillsDatabase = `<?php
$db = new mysqli('localhost', getenv('db_user'), getenv('db_passwd'), getenv('db_name'), 0, getenv('db_socket'));
$db->query('CREATE TABLE notes (text VARCHAR(100))');
`

describe('an installation', () => {
  it.each<readonly [string, string, string | undefined, RegExp]>([
    ['of a command that exits with 0 and fills no table', works, '<?php echo "well";', /there is no table in the data/],
    [
      'whose front page redirects to an installer',
      `<?php if ($_SERVER['REQUEST_URI'] === '/') header('Location: /core/install.php');`,
      undefined,
      /leads to an installer \(\/core\/install\.php\)/,
    ],
    [
      'whose front page leads to an installer in two steps',
      `<?php header('Location: ' . ($_SERVER['REQUEST_URI'] === '/' ? '/en' : '/mw-config/index.php'));`,
      fillsDatabase,
      /leads to an installer \(\/mw-config/,
    ],
    [
      'whose front page links to an installer',
      `<a href="/mw-config/index.php">set up</a>`,
      undefined,
      /installer \(\/\)/,
    ],
  ])('%s fails, and is undone', async (title, indexPhp, installPhp, message) => {
    const site = await newSite(`new${title.length}`, indexPhp, installPhp)

    const { ok, error, undone } = await install(site)

    expect({ ok, undone }).toEqual({ ok: false, undone: true })
    expect(error?.message).toMatch(message)
    expect(fleet().read(site)?.recorded['installed']).toBeUndefined()
  })

  it('keeps both outputs of its command whole in the journal, and shows the ends of both', async () => {
    const lines = `for ($n = 0; $n < 50; $n++) { fwrite(STDOUT, "out $n\\n"); fwrite(STDERR, "err $n\\n"); }`
    const site = await newSite('loud', works, `<?php ${lines} echo getenv('db_passwd'); exit(3);`)

    const { error } = await install(site)

    expect(error?.message).toMatch(/err 49\n[^]*out 49\n\*{8}/)
    const closed = join(fleet().home, 'journal', 'closed')
    const journal = readFileSync(join(closed, readdirSync(closed).sort().at(-1) ?? '', 'journal.jsonl'), 'utf8')
    expect(journal).toMatch(/"stdout":"out 0\\nout 1\\n.*out 49\\n\*{8}","stderr":"err 0\\n.*err 49/)
  })
})

describe('the health check of a verify', () => {
  it('lets a site be changed that failed before, and says so; a strict one does not', async () => {
    // PHP looks for a changed script only every two seconds
    const broken = join(fleet().home, 'srv', 'broken')
    const site = await newSite(
      'failing',
      `<?php if (!is_file('${broken}')) exit('It works'); http_response_code(500); error_log("the reason\x1b[31m, with ".$_SERVER['db_passwd']); echo "<p>boom</p>";`,
      fillsDatabase,
    )
    expect(await install(site)).toMatchObject({ ok: true })
    writeFileSync(broken, '')
    await fleet().change(site, { aliases: ['www.failing.test'] })

    const strict = await verify(site, { health: 'strict' })
    const noWorse = await verify(site)
    const off = await verify(site, { health: 'off' })

    expect(strict.error).toMatchObject({
      code: 'PROVISION_HEALTH_CHECK_FAILED',
      message: expect.stringMatching(
        /status 500: «boom»\n[^]*php\/php\.log: \[[^\]]+\] the reason\u001b\[31m, with \*{8}$/,
      ),
    })
    expect(noWorse).toMatchObject({ ok: true, changed: true })
    expect(noWorse.warnings).toEqual([
      expect.stringMatching(/^@failing\.test failed before, and still does: .* status 500/),
    ])
    expect(off).toMatchObject({ ok: true, changed: false, warnings: [] })
  })

  it('refuses a change after which a site fails that did not before', async () => {
    const root = join(fleet().home, 'srv', 'worse')
    const asked = join(root, 'sites', 'worse.test', 'files', 'asked')
    const once = `if (!is_file('${root}/armed')) exit('It works');
      if (is_file('${asked}')) http_response_code(500);
      touch('${asked}');`
    const site = await newSite('worse', `<?php ${once}`, fillsDatabase)
    expect(await install(site)).toMatchObject({ ok: true })
    writeFileSync(join(root, 'armed'), '')
    await fleet().change(site, { aliases: ['www.worse.test'] })

    expect((await verify(site)).error?.code).toBe('PROVISION_HEALTH_CHECK_FAILED')
  })
})

describe('a failure that is kept', () => {
  const front = '<?php http_response_code(500);'

  it('stays as it is until provision-recover undoes it, and every command on the site says so', async () => {
    const site = await newSite('kept', front, fillsDatabase)
    const tasks = fleet().tasks()
    const vhost = join(fleet().home, 'config', 'server_master', 'nginx', 'vhost.d', 'kept.test.conf')

    const [failed] = await tasks.install([site], { keepFailed: true }, quiet)
    const kept = existsSync(vhost)
    const refused = [await verify(site), await verify(site, { check: true }), await install(site)]
    const [line] = await tasks.journal({ limit: 1 })
    const detail = await tasks.journalOf(line?.id ?? '')
    const garbage = await tasks.gc({ ...quiet, check: true })
    await fleet().recover()

    expect(failed).toMatchObject({ ok: false, undone: false, error: { code: 'PROVISION_HEALTH_CHECK_FAILED' } })
    expect(failed?.leftOver).toEqual([expect.stringMatching(/provision-journal \w{8} .*provision-recover undoes it$/)])
    expect([kept, existsSync(vhost)]).toEqual([true, false])
    for (const { ok, error } of refused)
      expect({ ok, error }).toMatchObject({
        ok: false,
        error: { code: 'PROVISION_KEPT_FAILED', fix: expect.stringMatching(/^provision-recover undoes it/) },
      })
    expect(line?.state).toBe('kept failed')
    expect(detail.plans[0]?.steps.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['done', 'failed', 'not run']),
    )
    expect(garbage.findings).toEqual([
      expect.objectContaining({ kind: 'journal', fix: expect.stringContaining('provision-recover'), removed: false }),
    ])
    expect(await tasks.gc({ ...quiet, check: true })).toMatchObject({ findings: [], warnings: [] })
  })

  it('stops no other site of the same task, and provision-gc undoes it when it is asked to', async () => {
    const [bad, good] = [await newSite('bad', front), await newSite('good', works)]
    const tasks = fleet().tasks()

    await tasks.install([bad, good], { keepFailed: true }, quiet)
    const changed = await fleet().change(good, { aliases: ['www.good.test'] })
    const verified = await verify(good)
    const garbage = await tasks.gc({ ...quiet, undoFailed: true })

    expect([changed.ok, verified.ok, fleet().read(good)?.recorded['installed']]).toEqual([true, true, true])
    expect(garbage).toMatchObject({ findings: [], failures: [] })
    expect(fleet().read(good)?.properties['aliases']).toEqual(['www.good.test'])
    expect(await verify(bad)).toMatchObject({ ok: true })
  })
})

const property = (name: string): string | null =>
  (fleet().read('@server_master')?.properties[name] as string | undefined) ?? null

describe('the verify of a server', () => {
  it('tells all that is missing at once, before anything is changed', async () => {
    const name = '@server_lacking'
    await fleet().save(name, 'server', {
      http_service_type: 'nginx',
      http_test_cmd: '/no/such/nginx -t',
      http_restart_cmd: `${fleet().home} reload`,
      web_group: 'no-such-group',
      php_fpm_port: await freePort(),
      db_service_type: 'mysql',
      db_port: await freePort(),
      master_db: 'mysql://nobody:at-all@127.0.0.1',
    })

    const { ok, error, undone } = await verify(name)

    expect({ ok, undone }).toEqual({ ok: false, undone: undefined })
    const missing = [
      /the command \/no\/such\/nginx -t: it is not installed/,
      /the command \S+ reload: it may not be run/,
      /the group no-such-group: there is no such group/,
      /php-fpm at port \d+: nothing listens there/,
      /ECONNREFUSED/,
    ]
    for (const text of missing) expect(error?.message).toMatch(text)
    expect(existsSync(join(fleet().home, 'config', 'server_lacking'))).toBe(false)
  })

  it.each<readonly [string, () => string, RegExp]>([
    ['a file', () => join(fleet().home, 'file'), /file: it is no socket/],
    ['a folder above the one in use', () => join(fleet().home, 'sandbox'), /sandbox: it is no socket/],
  ])('refuses %s as the socket of PHP', async (_, path, message) => {
    const before = property('php_fpm_socket')
    writeFileSync(join(fleet().home, 'file'), '')
    await fleet().change('@server_master', { php_fpm_socket: path() })

    const { error } = await verify('@server_master')
    await fleet().change('@server_master', { php_fpm_socket: before })

    expect(error).toMatchObject({ code: 'PROVISION_NEED_MISSING', message: expect.stringMatching(message) })
  })

  it('refuses a socket of PHP that is not there, and warns of one that it has seen', async () => {
    const [socket, other] = ['php.sock', 'other.sock'].map((name) => join(fleet().home, name))
    const php = createServer().listen(socket)
    const before = fleet().read('@server_master')?.properties['php_fpm_socket'] ?? null
    await fleet().change('@server_master', { php_fpm_socket: socket ?? '' })
    await fleet().verify('@server_master')
    await new Promise((resolve) => php.close(resolve))

    const down = await verify('@server_master')
    await fleet().change('@server_master', { php_fpm_socket: other ?? '' })
    const wrong = await verify('@server_master')
    await fleet().change('@server_master', { php_fpm_socket: before })
    await fleet().verify('@server_master')

    expect(down).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining(`php-fpm at ${socket}: it is not there`)],
    })
    expect(wrong.error).toMatchObject({
      code: 'PROVISION_NEED_MISSING',
      message: `@server_master needs php-fpm at ${other}: it is not there`,
    })
  })
})

describe('a site on a platform that was never verified', () => {
  it.each(['install', 'verify'] as const)('has it verified first, in the same plan: %s', async (task) => {
    const root = join(fleet().home, 'srv', `early-${task}`)
    mkdirSync(root, { recursive: true })
    writeFileSync(join(root, 'index.php'), works)
    await fleet().save(`@platform_early_${task}`, 'platform', { root, application: 'php' })
    await fleet().save(`@early-${task}.test`, 'site', {
      uri: `early-${task}.test`,
      platform: `@platform_early_${task}`,
    })

    const reports = await fleet()
      .tasks()
      [task]([`@early-${task}.test`], {}, quiet)

    expect(reports.map(({ context, ok, changed }) => ({ context, ok, changed }))).toEqual([
      { context: `@platform_early_${task}`, ok: true, changed: true },
      { context: `@early-${task}.test`, ok: true, changed: true },
    ])
    expect(fleet().read(`@platform_early_${task}`)?.recorded['verified']).toBe(true)
  })
})
