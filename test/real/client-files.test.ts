import { beforeAll, describe, expect, it } from '@jest/globals'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { join } from 'node:path'
import { root } from '../process/command-line.js'
import type { HttpType } from '../../src/sandbox/server.js'
import { useClientFleet } from './support/client-fleet.js'
import { until } from './support/program.js'
import { describeWithRoot, withoutRoot } from './support/root-parts.js'

const minute = 60_000
const limit = 3 * minute
const site = '@ptest-a.nginx.test'
const shared = '@shared.test'

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

    it.each([
      [['no-such-program'], 127, /no-such-program/],
      [['sh', '-c', 'kill -TERM $$'], 143, /^$/],
    ])('tells by its exit code how %p has ended', async (words, expected, says) => {
      const { code, stderr } = await ended(['provision-exec', site, '--', ...words])

      expect([code, stderr]).toEqual([expected, expect.stringMatching(says)])
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
      ['a site of its own', 'nginx', 'own.test', { php_isolation: 'site' }],
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
