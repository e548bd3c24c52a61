import { expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { IsolationReport } from '../../src/provision/api.js'
import { programOf } from '../../src/provision/provision.js'
import { Session } from '../../src/provision/session.js'
import type { HttpType } from '../../src/sandbox/server.js'
import { type ClientName, useClientFleet, webTypes } from './support/client-fleet.js'
import { listeningOn } from './support/attacks.js'
import { outcomes, triedByLogin, triedByWeb } from './support/isolation.js'
import { hireLogins } from './support/people.js'
import { provision } from './support/program.js'
import { describeWithRoot, describeWithSystemd, withoutRoot, withoutSystemd } from '../support/root-parts.js'
import { quiet } from './support/tasks.js'

const limit = 300_000

interface Audited {
  readonly ok: boolean
  readonly sites: readonly IsolationReport[]
}

/** Both types of pools hold against the same attacks. */
const attack = (php: 'fpm' | 'fpm_unit'): void => {
  const clients = useClientFleet({ php })
  const password = (name: string): string =>
    new Session(programOf(clients().fleet.home)).vault.read(name, 'db_passwd') ?? ''

  const audited = async (...names: readonly string[]) => {
    const { code, stdout } = await provision(clients().fleet.home, 'provision-audit', 'isolation', '--json', ...names)
    return { code, ...(JSON.parse(stdout) as Audited) }
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

  it(
    'gets nothing of another client: in its pool, by its database account, by a login of its group',
    async () => {
      await clients().install()
      hireLogins()
      const attacks = await Promise.all(
        webTypes.map(async (type) => [
          ...outcomes(await triedByWeb(clients(), type)),
          ...outcomes(await triedByLogin(clients(), type)),
        ]),
      )
      const before = webTypes.map((type) => pictureOf(type, 'ptest-b'))

      const { code, ok, sites } = await audited()

      expect(sites.flatMap(({ tries }) => tries.filter(({ result }) => result !== 'nothing'))).toEqual(
        sites.map(() => ({ as: 'php', kind: 'exhaust', what: 'disk', result: 'shared', detail: expect.any(String) })),
      )
      expect([code, ok, sites.map(({ user }) => user)]).toEqual([0, true, ['ptest-a', 'ptest-a', 'ptest-b', 'ptest-b']])
      const ofFirst = webTypes.map((type) => sites.find(({ site }) => site === `@${clients().siteOf(type, 'ptest-a')}`))
      expect(ofFirst.map((report) => outcomes(report?.tries ?? []))).toEqual(attacks)
      expect(webTypes.map((type) => pictureOf(type, 'ptest-b'))).toEqual(before)
    },
    limit,
  )

  it(
    'is seen to get what is open to its user, to its group, or to its account',
    async () => {
      const { fleet } = clients()
      const [own, other] = [clients().siteOf('nginx', 'ptest-a'), clients().sitePath('nginx', 'ptest-b')]
      const settings = join(other, 'credentials.php')
      const got = async () => {
        const { code, sites } = await audited(`@${own}`)
        expect(code).toBe(1)
        return outcomes(sites.flatMap(({ tries }) => tries.filter(({ result }) => result === 'got')))
      }
      const record = new Session(programOf(fleet.home)).planning.contexts.typed('site', `@${own}`)
      const [name, account] = [record.db_name ?? '', `'${record.db_user}'@'localhost'`]
      const admin = await fleet.connect()

      execFileSync('setfacl', ['-m', 'u:ptest-a:r', settings])
      const byUser = await got()
      execFileSync('setfacl', ['-x', 'u:ptest-a', '-m', 'g:ptest-a:r', settings])
      const byGroup = await got()
      execFileSync('setfacl', ['-x', 'g:ptest-a', settings])
      await admin.query(`GRANT ALL ON \`${name}\`.* TO ${account}`)
      const byAccount = await got()
      await admin.query(`REVOKE ALL ON \`${name}\`.* FROM ${account}`)

      expect(byUser).toEqual(['php: read: settings: got'])
      expect(byGroup).toEqual(['php: read: settings: got', 'login: read: settings: got'])
      expect(byAccount).toEqual([
        'database: write: database whose name is alike, x for _: got',
        'database: write: databases that _ or % in a grant matches: got',
      ])
      expect(await audited(`@${own}`)).toMatchObject({ code: 0, ok: true })
    },
    limit,
  )

  it(
    'is asked by the root helper for the script of root alone, in a pool or a group that it has made',
    () => {
      const words = ['pool ../nginx', 'pool 00000000000000ff', 'pool', 'login root', 'login www-data', 'nobody ptest-a']
      const { helper } = clients().parts
      const asked = words.map((word) =>
        spawnSync('sudo', ['-n', helper, 'audit', ...word.split(' ')], { input: '{}', encoding: 'utf8' }),
      )
      const visitor = execFileSync('php', ['-r', `require '${dirname(helper)}/audit/isolation.php';`], { input: '' })

      expect(asked.map(({ status, stdout }) => [status, stdout])).toEqual(words.map(() => [64, '']))
      expect(visitor.toString()).toBe('')
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
        `touch('${begun}'); $seen = []; $words = []; $until = microtime(true) + ${php === 'fpm' ? 20 : 3};
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
      // A php-fpm of its own sees no process of others.
      const isSeen = Buffer.from(words, 'base64').toString().includes('install.php')
      expect(isSeen).toBe(php === 'fpm')
      expect(Buffer.from(words, 'base64').toString()).not.toContain(password(name))
    },
    limit,
  )

  it(
    'takes no request of its site any more when that is given to another client',
    async () => {
      const site = clients().siteOf('nginx', 'ptest-a')
      const give = async (client_name: ClientName) => {
        await clients().fleet.change(`@${site}`, { client_name })
        await clients()
          .fleet.tasks()
          .verify([`@${site}`], {}, quiet)
      }
      expect(await clients().evaluate('nginx', 'ptest-a', listeningOn)).toBe(0)

      await give('ptest-b')

      const answers = []
      for (let times = 0; times < 10; times++) answers.push((await clients().ask('nginx', site)).status)
      expect(answers).toEqual(answers.map(() => 200))
      await give('ptest-a')
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
}

describeWithRoot(`PHP of a client${withoutRoot}`, () => {
  attack('fpm')
})

describeWithSystemd(`PHP of a client with a php-fpm of its own${withoutSystemd}`, () => {
  attack('fpm_unit')
})
