import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { targetOf } from '../../src/audit/target.js'
import type { Site } from '../../src/contexts/types/site.js'
import { programOf } from '../../src/provision/provision.js'
import { Session } from '../../src/provision/session.js'
import type { HttpType } from '../../src/sandbox/server.js'
import { type ClientName, useClientFleet, webTypes } from './support/client-fleet.js'
import { describeWithRoot, withoutRoot } from './support/root-parts.js'
import { quiet } from './support/tasks.js'

const limit = 300_000
const script = join(import.meta.dirname, '../../templates/audit/isolation.php')

interface Tried {
  readonly user: string
  readonly tries: readonly { readonly what: string; readonly result: string; readonly detail?: string }[]
}

describeWithRoot(`PHP of a client${withoutRoot}`, () => {
  const clients = useClientFleet()
  const password = (name: string): string =>
    new Session(programOf(clients().fleet.home)).vault.read(name, 'db_passwd') ?? ''

  const siteOf = (type: HttpType, client: ClientName): Site => {
    const { planning } = new Session(programOf(clients().fleet.home))
    return planning.contexts.get(`@${clients().siteOf(type, client)}`) as Site
  }

  /** Modes, owners, ACLs and contents of all that a client has on a web server. */
  const pictureOf = (type: HttpType, client: ClientName): string => {
    const path = clients().sitePath(type, client)
    const text = (program: string, ...words: readonly string[]) => execFileSync(program, words, { encoding: 'utf8' })
    return [
      text('getfacl', '--recursive', '--physical', '--absolute-names', path),
      text('find', path, '-type', 'f', '-readable', '-exec', 'sha256sum', '{}', '+'),
    ].join('\n')
  }

  /** The tries of the audit, in the pool of the first client. */
  const tried = async (type: HttpType): Promise<Tried> => {
    const { planning } = new Session(programOf(clients().fleet.home))
    const [copy, target] = [join(clients().folder, 'isolation.php'), join(clients().folder, `${type}.json`)]
    copyFileSync(script, copy)
    writeFileSync(target, JSON.stringify(targetOf(siteOf(type, 'ptest-a'), siteOf(type, 'ptest-b'), planning)))
    // Its pool has no process until it has answered.
    await clients().ask(type, clients().siteOf(type, 'ptest-b'))
    const code = `$_SERVER['PROVISION_AUDIT'] = file_get_contents('${target}');
      ob_start(); require '${copy}'; return json_decode(ob_get_clean());`
    return (await clients().evaluate(type, 'ptest-a', code)) as Tried
  }

  it(
    'gets nothing of another client',
    async () => {
      await clients().install()

      for (const type of webTypes) {
        const kept = join(clients().sitePath(type, 'ptest-b'), 'private/kept.txt')
        await clients().evaluate(type, 'ptest-b', `return file_put_contents('${kept}', 'private');`)
        const { user, tries } = await tried(type)

        expect(user).toBe('ptest-a')
        expect(tries.filter(({ result }) => result !== 'nothing')).toEqual([])
        expect(tries.length).toBeGreaterThan(40)
      }
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
      const uri = 'second.nginx.test'
      await clients().fleet.save(`@${uri}`, 'site', { uri, platform: '@platform_nginx', client_name: 'ptest-b' })
      await clients().fleet.run({ task: 'install', name: `@${uri}` })

      const [seen, words] = (await watching) as [readonly string[], string]

      expect(seen).toEqual([])
      expect(Buffer.from(words, 'base64').toString()).toContain('install.php')
      expect(Buffer.from(words, 'base64').toString()).not.toContain(password(`@${uri}`))
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
