import { describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskOptions, TaskReport } from '../../src/provision/api.js'
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
    const site = await newSite('failing', works, fillsDatabase)
    expect(await install(site)).toMatchObject({ ok: true })
    writeFileSync(
      join(fleet().home, 'srv', 'failing', 'index.php'),
      '<?php http_response_code(500); echo "<p>boom</p>";',
    )
    await fleet().change(site, { aliases: ['www.failing.test'] })

    const strict = await verify(site, { health: 'strict' })
    const noWorse = await verify(site)
    const off = await verify(site, { health: 'off' })

    expect(strict.error).toMatchObject({
      code: 'PROVISION_HEALTH_CHECK_FAILED',
      message: expect.stringContaining('status 500: «boom»'),
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
