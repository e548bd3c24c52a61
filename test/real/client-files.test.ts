import { beforeAll, describe, expect, it } from '@jest/globals'
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { dirname, join } from 'node:path'
import { root } from '../process/command-line.js'
import type { HttpType } from '../../src/sandbox/server.js'
import { aclText } from '../../src/hosts/acl.js'
import { localHost } from '../../src/hosts/local/index.js'
import { octal } from '../../src/steps/common/access.js'
import { useClientFleet, webTypes } from './support/client-fleet.js'
import { found, pathOf, shownTable, tables, tries } from './support/permission-table.js'
import { done } from './support/fleet.js'
import { until } from './support/program.js'
import { quiet } from './support/tasks.js'
import { describeWithRoot, withoutRoot } from '../support/root-parts.js'

const minute = 60_000
const limit = 3 * minute
const site = '@ptest-a.nginx.test'
const shared = '@shared.test'
const debian = '/usr/share/wordpress'
const skipped = ['wp-config.php', 'wp-content/languages'].map((path) => join(debian, path))

describeWithRoot(`the files and programs of clients${withoutRoot}`, () => {
  const clients = useClientFleet()

  beforeAll(async () => {
    await clients().install()
    const { fleet } = clients()
    await fleet.save(shared, 'site', { uri: 'shared.test', platform: '@platform_nginx' })
    await fleet.save('@later.test', 'site', { uri: 'later.test', platform: '@platform_nginx' })
    await fleet.run({ task: 'verify', name: shared })
  }, limit)

  const start = (words: readonly string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [join(root, 'bin/run.js'), ...words], {
      detached: true,
      env: { ...process.env, PROVISION_HOME: clients().fleet.home, NO_COLOR: '1' },
    })

  const ended = async (words: readonly string[], input: Buffer = Buffer.alloc(0)) => {
    const child = start(words)
    child.stdin.on('error', () => {}).end(input)
    const [stdout, stderr, [code]] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ])
    return { code, stdout, stderr: String(stderr) }
  }

  const isRunning = (pid: string): boolean => existsSync(`/proc/${pid}`)

  describe('a program for a site', () => {
    const counted = 'SELECT COUNT(*) FROM notes'
    const asks = `$e = fn($n) => getenv($n);
      $db = new PDO("mysql:host={$e('db_host')};port={$e('db_port')};dbname={$e('db_name')}", $e('db_user'), $e('db_passwd'));
      echo json_encode([posix_getpwuid(posix_geteuid())['name'], getcwd(), $e('PROVISION_SITE'), $e('PROVISION_SITE_PATH'),
        parse_url($e('PROVISION_URL'), PHP_URL_HOST), $db->query('${counted}')->fetchColumn()], JSON_UNESCAPED_SLASHES);`

    it('runs in its root, as its client, with its environment and database', async () => {
      const { code, stdout, stderr } = await ended([site, 'provision-exec', '--', 'php', '-r', asks])

      const uri = site.slice(1)
      const path = clients().sitePath('nginx', 'ptest-a')
      expect([code, stderr, String(stdout)]).toEqual([
        0,
        '',
        JSON.stringify(['ptest-a', join(clients().folder, 'nginx'), uri, path, uri, 1]),
      ])
    })

    it.each([site, shared])('passes on input, both outputs and the exit code: %s', async (name) => {
      const input = randomBytes(300_000)
      const words = ['provision-exec', name, '--', 'sh', '-c', 'cat; echo said >&2; exit 7', '--help']

      // The site that has no client was not installed by its application, and has to be.
      if (name === shared) await clients().fleet.run({ task: 'install', name })
      const { code, stdout, stderr } = await ended(words, input)

      expect([code, stdout.equals(input)]).toEqual([7, true])
      expect(stderr).toMatch(name === site ? /^said\n$/ : /^warning: @shared\.test has no PHP user .*\nsaid\n$/)
    })

    it('talks with whoever runs it, shows no secret, and is ended with all it has started by Ctrl-C', async () => {
      const script = 'sleep 300 & echo $! $$; read line; echo "$line"; wait'
      const child = start(['exec', site, '--', 'sh', '-c', script])
      let said = ''
      child.stdout.on('data', (part) => (said += String(part)))
      await until(() => said.includes('\n'), 'the first line')
      const pids = said.trim().split(' ')
      child.stdin.write('hello\n')
      await until(() => said.includes('hello'), 'the answer')
      const secrets = JSON.parse(
        readFileSync(join(clients().fleet.home, 'secrets', `${site.slice(1)}.json`), 'utf8'),
      ) as Record<string, string>
      const shown = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => (isRunning(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''))
        .join('\n')
      const before = pids.map(isRunning)
      process.kill(-Number(child.pid), 'SIGINT')
      const [code] = (await once(child, 'exit')) as [number]
      await until(() => !pids.some(isRunning), 'the end of its processes')

      expect([code, before]).toEqual([130, [true, true]])
      expect(Object.values(secrets).filter((secret) => shown.includes(secret))).toEqual([])
    })

    it.each([
      ['a site that was never verified', ['@later.test', 'provision-exec', '--', 'true'], /provision-install @later/],
      ['a platform', ['provision-exec', '@platform_nginx', '--', 'true'], /name a site/],
      ['words without --', ['provision-exec', site, 'true', '-x'], /provision-exec @NAME -- COMMAND/],
      ['a name that is none', ['provision-exec', '@none', '--', 'true'], /there is no context @none/],
    ])('refuses %s', async (_, words, says) => {
      const { code, stderr } = await ended(words)

      expect([code, stderr]).toEqual([64, expect.stringMatching(says)])
    })

    it('is what bin/drush runs the Drush of a site by', () => {
      const drush = join(clients().folder, 'nginx/vendor/bin/drush')
      mkdirSync(dirname(drush), { recursive: true })
      writeFileSync(drush, '#!/bin/sh\nid -un; echo "$@"\n', { mode: 0o755 })
      const { stdout } = spawnSync(join(root, 'bin/drush'), [site, 'status'], {
        encoding: 'utf8',
        env: { ...process.env, PROVISION_HOME: clients().fleet.home },
      })

      const [user, words] = stdout.split('\n')
      expect([user, words]).toEqual([
        'ptest-a',
        expect.stringMatching(/^--root=\S+\/nginx --uri=\S+ptest-a\.nginx\.test\S* status$/),
      ])
    })

    it.each([
      [['no-such-program'], 127, /no-such-program/],
      [['sh', '-c', 'kill -TERM $$'], 143, /^$/],
    ])('tells by its exit code how %p has ended', async (words, expected, says) => {
      const { code, stderr } = await ended(['provision-exec', site, '--', ...words])

      expect([code, stderr]).toEqual([expected, expect.stringMatching(says)])
    })
  })

  describe.each(webTypes)('the table of permissions on %s', (type) => {
    const client = 'ptest-a'
    const wordpress = `wordpress-a.${type}.test`

    beforeAll(async () => {
      const { fleet, folder } = clients()
      const code = join(folder, `wordpress-${type}`)
      cpSync(debian, code, { recursive: true, dereference: true, filter: (path) => !skipped.includes(path) })
      const platform = `@platform_wordpress_${type}`
      await fleet.save(platform, 'platform', { root: code, web_server: `@server_${type}` })
      await fleet.save(`@${wordpress}`, 'site', { uri: wordpress, platform, client_name: client })
      await fleet.run({ task: 'install', name: `@${wordpress}` })
      await fleet.save('@own.test', 'site', {
        uri: 'own.test',
        platform: '@platform_nginx',
        php_isolation: 'site',
      })
      await fleet.run({ task: 'install', name: '@own.test' })
    }, limit)

    it.each(['php', 'wordpress'] as const)(
      'of %s is as the spec has it, after install and after a second verify, and gives nobody more',
      async (application) => {
        const { fleet, folder, parts } = clients()
        const uri = application === 'php' ? clients().siteOf(type, client) : wordpress
        const code = join(folder, application === 'php' ? type : `wordpress-${type}`)
        const rows = tables[application](client)
        for (const row of rows.filter(({ path }) => path.endsWith('/made'))) {
          const path = pathOf(row, code, uri)
          const makes = `mkdir('${path}'); return file_put_contents('${path}/file', 'x');`
          expect(await clients().evaluate(type, client, makes)).toBe(1)
        }
        const installed = await found(rows, code, uri)
        const { changed } = await fleet.run({ task: 'verify', name: `@${uri}` })
        const verified = await found(rows, code, uri)
        const script = tries(rows.map((row) => pathOf(row, code, uri)))
        const asked = async (on: HttpType, host: string): Promise<readonly string[]> =>
          JSON.parse((await clients().ask(on, host, script)).body) as readonly string[]
        const login = execFileSync(
          'sudo',
          [
            '-n',
            parts.helper,
            'run',
            client,
            '--',
            'php',
            '-r',
            `echo json_encode((static function () { ${script} })());`,
          ],
          { input: '0\n', encoding: 'utf8' },
        )
        const got = [
          await asked('nginx', shared.slice(1)),
          await asked(type, clients().siteOf(type, client)),
          JSON.parse(login) as readonly string[],
          await asked(type, clients().siteOf(type, 'ptest-b')),
          await asked('nginx', 'own.test'),
        ]
        const table = rows.map((row, index) => ({
          ...row,
          installed: installed[index] ?? '',
          verified: verified[index] ?? '',
          got: got.map((ofActor) => ofActor[index] ?? ''),
        }))
        process.stderr.write(shownTable(`${application} on ${type}`, table))

        expect(changed).toBe(false)
        expect(table).toEqual(
          rows.map((row) => ({ ...row, installed: row.wanted, verified: row.wanted, got: row.may })),
        )
      },
      limit,
    )
  })

  describe('many files', () => {
    const count = 20_000
    const name = '@ptest-b.nginx.test'
    const counting = `
      const fs = require('node:fs')
      let calls = 0
      for (const name of ['lstatSync', 'statSync', 'readdirSync', 'openSync', 'accessSync']) {
        const real = fs[name]
        fs[name] = (...words) => { calls++; return real(...words) }
      }
      process.on('exit', () => fs.writeSync(2, '\\ncalls: ' + calls + '\\n'))`

    /** The number of calls of the file system, and milliseconds. */
    const verified = (...flags: readonly string[]) => {
      const script = join(clients().fleet.home, 'counting.cjs')
      writeFileSync(script, counting)
      const began = performance.now()
      const { stderr, status } = spawnSync(
        process.execPath,
        ['--require', script, join(root, 'bin/run.js'), 'provision-verify', name, ...flags],
        { encoding: 'utf8', env: { ...process.env, PROVISION_HOME: clients().fleet.home } },
      )
      return { status, calls: Number(/calls: (\d+)/.exec(stderr)?.[1]), took: performance.now() - began }
    }

    it(
      'cost a verify nothing, and --fix-permissions one look at each while they are as they should be',
      async () => {
        const files = join(clients().sitePath('nginx', 'ptest-b'), 'files')
        verified('--fix-permissions')
        const [empty, emptyFixed] = [verified(), verified('--fix-permissions')]
        for (let folder = 0; folder < 100; folder++) {
          mkdirSync(join(files, `${folder}`))
          for (let file = 0; file < count / 100 - 1; file++) writeFileSync(join(files, `${folder}/${file}`), '')
        }
        const full = verified()
        const fixed = [verified('--fix-permissions'), verified('--fix-permissions'), verified('--fix-permissions')]
        const more = Math.min(...fixed.map(({ took }) => took)) - emptyFixed.took
        const one = fixed[0]?.calls ?? 0
        process.stderr.write(
          `verify of a site: ${empty.calls} calls of the file system with no file, ${full.calls} with ${count} (${Math.round(empty.took)} and ${Math.round(full.took)} ms); --fix-permissions: ${one} calls, ${Math.round(more)} ms more\n`,
        )

        expect([empty.status, full.status, ...fixed.map(({ status }) => status)]).toEqual([0, 0, 0, 0, 0])
        expect(full.calls).toBe(empty.calls)
        expect(one - empty.calls).toBeGreaterThan(count)
        expect(one - empty.calls).toBeLessThan(1.1 * count)
        // At most 500 on a machine that does nothing else; what other tests cost is not known here.
        expect(more).toBeLessThan(2_000)
      },
      limit,
    )
  })

  describe('--fix-permissions', () => {
    const client = 'ptest-a'
    const repair = async () => {
      const [report] = await clients().fleet.tasks().verify([site], { 'fix-permissions': true }, quiet)
      return done(report)
    }
    const aclsOf = async (...paths: readonly string[]): Promise<readonly string[]> =>
      (await localHost('/nowhere').files.read(paths.map((path) => ({ path, acl: true })))).map(
        ({ state }) => `${octal(state?.mode ?? 0)} ${aclText(state?.acl)}`,
      )

    it(
      'gives everything its permissions, follows no link, and opens what PHP has closed',
      async () => {
        const path = clients().sitePath('nginx', client)
        const at = (name: string): string => join(path, 'files', name)
        const outside = [
          join(clients().folder, 'of-others'),
          join(clients().folder, 'linked'),
          join(clients().sitePath('nginx', 'ptest-b'), 'settings.php'),
        ]
        for (const file of outside.slice(0, 2)) writeFileSync(file, 'x', { mode: 0o600 })
        await repair()
        mkdirSync(at('own'))
        writeFileSync(at('own/file'), 'x')
        execFileSync('setfacl', ['-R', '-b', at('own')])
        chmodSync(at('own'), 0o700)
        chmodSync(at('own/file'), 0o755)
        symlinkSync(outside[0] as string, at('link'))
        linkSync(outside[1] as string, at('hard'))
        await clients().evaluate(
          'nginx',
          client,
          `$f = '${path}/files'; mkdir("$f/closed/deep", 0777, true); file_put_contents("$f/closed/deep/file", 'x');
           symlink('${outside[2]}', "$f/closed/link"); exec("setfacl -R -b $f/closed");
           chmod("$f/closed/deep/file", 0600); chmod("$f/closed/deep", 0); chmod("$f/closed", 01700); return 1;`,
        )
        const before = await aclsOf(...outside)
        const { changed, changes } = await repair()
        const again = await repair()

        const named = `group ${client} rwx, user ${userInfo().username} rwx`
        expect(await aclsOf(at('own'), at('own/file'))).toEqual([
          `2770 owning group r-x, ${named}; inherited: owning group r-x, ${named}`,
          `0660 owning group r--, ${named.replaceAll('rwx', 'rw-')}`,
        ])
        expect(readFileSync(at('closed/deep/file'), 'utf8')).toBe('x')
        expect(await aclsOf(...outside)).toEqual(before)
        expect([changed, again.changed]).toEqual([true, false])
        expect(changes.map(({ title }) => title)).toEqual([`set the permissions of everything in ${path}/files`])
      },
      limit,
    )

    it('takes nothing but a program in the code of a platform for one', async () => {
      const { folder, fleet } = clients()
      const code = join(folder, 'nginx')
      mkdirSync(join(code, 'bin'))
      for (const name of ['bin/tool', 'index.php']) {
        if (name !== 'index.php') writeFileSync(join(code, name), '#!/bin/sh\n')
        chmodSync(join(code, name), 0o775)
      }
      chmodSync(join(code, 'bin'), 0o2775)
      const report = (await fleet.tasks().verify(['@platform_nginx'], { 'fix-permissions': true }, quiet)).map(done)

      expect(report.map(({ changed }) => changed)).toEqual([true])
      expect(await aclsOf(...['bin', 'bin/tool', 'index.php'].map((name) => join(code, name)))).toEqual(
        ['0755', '0755', '0644'].map((mode) => `${mode} no ACL`),
      )
    })
  })

  describe('what PHP has made and closed', () => {
    const close = (folder: string): string =>
      `$f = '${folder}';
       mkdir("$f/a/b/c", 0777, true); file_put_contents("$f/a/b/c/secret", 'x'); file_put_contents("$f/a/two", 'x');
       symlink('/etc', "$f/a/link");
       exec("setfacl -R -b $f/a"); chmod("$f/a/b/c/secret", 0600); chmod("$f/a/b/c", 0); chmod("$f/a/b", 0700); chmod("$f/a", 01500);
       return [posix_geteuid() > 1000, substr(sprintf('%o', fileperms("$f/a")), -4)];`

    it.each<[string, HttpType, string, Readonly<Record<string, string>>]>([
      ['a client', 'apache', 'gone.test', { client_name: 'ptest-b' }],
      ['a site of its own', 'nginx', 'alone.test', { php_isolation: 'site' }],
    ])(
      'is deleted with the site: PHP of %s',
      async (_, type, uri, properties) => {
        const { fleet } = clients()
        const name = `@${uri}`
        await fleet.save(name, 'site', { uri, platform: `@platform_${type}`, ...properties })
        await fleet.run({ task: 'install', name })
        const folder = join(clients().folder, type, 'sites', uri)
        const { body } = await clients().ask(type, uri, close(join(folder, 'files')))
        const { ok, leftOver } = await fleet.run({ task: 'delete', name })

        expect([body, ok, leftOver]).toEqual([JSON.stringify([true, '1500']), true, []])
        expect(readdirSync(join(clients().folder, type, 'sites')).filter((left) => left.includes(uri))).toEqual([])
      },
      limit,
    )
  })
})
