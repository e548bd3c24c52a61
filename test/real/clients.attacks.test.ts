import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { programOf } from '../../src/provision/provision.js'
import { Session } from '../../src/provision/session.js'
import type { HttpType } from '../../src/sandbox/server.js'
import { type ClientName, useClientFleet, webTypes } from './support/client-fleet.js'
import { triedInPool } from './support/isolation.js'
import { provision } from './support/program.js'
import { describeWithRoot, withoutRoot } from '../support/root-parts.js'
import { quiet } from './support/tasks.js'

const limit = 300_000

interface Report {
  readonly user: string
  readonly tries: readonly { readonly result: string }[]
}

describeWithRoot(`PHP of a client${withoutRoot}`, () => {
  const clients = useClientFleet()
  const password = (name: string): string =>
    new Session(programOf(clients().fleet.home)).vault.read(name, 'db_passwd') ?? ''

  /** Modes, owners, ACLs and contents of all that a client has on a web server. */
  const pictureOf = (type: HttpType, client: ClientName): string => {
    const path = clients().sitePath(type, client)
    const text = (program: string, ...words: readonly string[]) => execFileSync(program, words, { encoding: 'utf8' })
    return [
      text('getfacl', '--recursive', '--physical', '--absolute-names', path),
      text('find', path, '-type', 'f', '-readable', '-exec', 'sha256sum', '{}', '+'),
    ].join('\n')
  }

  it(
    'gets nothing of another client',
    async () => {
      await clients().install()

      for (const type of webTypes) {
        const { user, tries } = await triedInPool(clients(), type)

        expect(user).toBe('ptest-a')
        expect(tries.filter(({ result }) => result !== 'nothing')).toEqual([])
        expect(tries.length).toBeGreaterThan(40)
      }
    },
    limit,
  )

  it(
    'is audited: nothing is got, until a file is open to another client',
    async () => {
      const { home } = clients().fleet
      const [own, other] = [clients().siteOf('nginx', 'ptest-a'), clients().sitePath('nginx', 'ptest-b')]
      const before = webTypes.map((type) => pictureOf(type, 'ptest-b'))

      const all = await provision(home, 'provision-audit', 'isolation', '--json')
      execFileSync('setfacl', ['-m', 'g:ptest-a:r', join(other, 'credentials.php')])
      const opened = await provision(home, 'provision-audit', 'isolation', `@${own}`)
      execFileSync('setfacl', ['-x', 'g:ptest-a', join(other, 'credentials.php')])

      const { ok, sites } = JSON.parse(all.stdout)
      expect(sites.flatMap(({ tries }: Report) => tries.filter(({ result }) => result === 'got'))).toEqual([])
      expect([all.code, ok, sites.map(({ user }: Report) => user)]).toEqual([
        0,
        true,
        ['ptest-a', 'ptest-a', 'ptest-b', 'ptest-b'],
      ])
      expect(opened).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/^ {2}read +settings +got +\/.*credentials\.php$/m),
      })
      expect(webTypes.map((type) => pictureOf(type, 'ptest-b'))).toEqual(before)
    },
    limit,
  )

  it(
    'keeps no other site from answering, with all that its pool and its account may take',
    async () => {
      const code = `
        $made = require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php';
        $open = [];
        try { for (;;) $open[] = new mysqli('localhost', $made['database']['user'], $made['database']['password'], '', 0, $made['database']['socket']); }
        catch (Throwable) { sleep(2); return count($open); }`
      const held = Array.from({ length: 5 }, () => clients().evaluate('nginx', 'ptest-a', code))
      await delay(500)

      const { status, body } = await clients().ask('nginx', clients().siteOf('nginx', 'ptest-b'))

      expect([status, body]).toEqual([200, JSON.stringify(['ptest-b', 'ptest-b'])])
      expect(Math.max(...((await Promise.all(held)) as number[]))).toBeLessThanOrEqual(20)
    },
    limit,
  )

  it(
    'does not see what an installation of another client is given',
    async () => {
      const begun = join(clients().sitePath('nginx', 'ptest-a'), 'files/begun')
      const watching = clients().evaluate(
        'nginx',
        'ptest-a',
        `touch('${begun}'); $seen = []; $words = []; $until = microtime(true) + 20;
         while (microtime(true) < $until) {
           foreach (glob('/proc/[0-9]*', GLOB_NOSORT) as $process) {
             $line = (string) @file_get_contents("$process/cmdline");
             if (strpos($line, 'install.php') === false) continue;
             if ($words === []) $until = microtime(true) + 0.5;
             $words[$line] = 1;
             foreach (['environ', 'mem', 'fd'] as $part) if (is_readable("$process/$part")) $seen[] = $part;
           }
         }
         return [$seen, base64_encode(implode(' ', array_keys($words)))];`,
      )
      while (!existsSync(begun)) await delay(20)
      // Long enough to be seen.
      appendFileSync(join(clients().folder, 'nginx/install.php'), 'usleep(700000);\n')
      const name = `@${clients().siteOf('nginx', 'ptest-b')}`
      await clients().fleet.tasks().install([name], { forceReinstall: true }, quiet)

      const [seen, words] = (await watching) as [readonly string[], string]

      expect(seen).toEqual([])
      expect(Buffer.from(words, 'base64').toString()).toContain('install.php')
      expect(Buffer.from(words, 'base64').toString()).not.toContain(password(name))
    },
    limit,
  )

  it(
    'changes nothing of another client through what it puts where verify and delete go',
    async () => {
      const [own, other] = [clients().sitePath('nginx', 'ptest-a'), clients().sitePath('nginx', 'ptest-b')]
      const name = `@${clients().siteOf('nginx', 'ptest-a')}`
      const planted = await clients().evaluate(
        'nginx',
        'ptest-a',
        `chdir('${own}/files'); symlink('${other}/private', 'private'); symlink('${other}/settings.php', 'settings.php');
         foreach (['x.php' => '<?php echo 7*6;', '.user.ini' => 'auto_prepend_file=x.php', '.htaccess' => 'SetHandler x'] as $file => $text) file_put_contents($file, $text);
         return scandir('.');`,
      )
      expect(planted).toContain('private')
      const before = pictureOf('nginx', 'ptest-b')
      expect((await clients().fleet.tasks().verify([name], {}, quiet))[0]?.changes.map(({ title }) => title)).toEqual(
        [],
      )
      const swapping = clients().evaluate(
        'nginx',
        'ptest-a',
        `chdir('${own}/files'); mkdir('swapped'); $until = microtime(true) + 3;
         while (microtime(true) < $until && @touch('swapped/file')) { rename('swapped', 'aside'); symlink('${other}/files', 'swapped'); unlink('swapped'); rename('aside', 'swapped'); }
         return 1;`,
      )

      const deleted = clients().fleet.run({ task: 'delete', name })

      await Promise.allSettled([swapping, deleted])
      await clients().fleet.run({ task: 'delete', name })
      expect(pictureOf('nginx', 'ptest-b')).toBe(before)
      const { body } = await clients().ask('nginx', clients().siteOf('nginx', 'ptest-b'))
      expect(body).toBe(JSON.stringify(['ptest-b', 'ptest-b']))
    },
    limit,
  )
})
