import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClientName, clientNames, useClientFleet, webTypes } from './support/client-fleet.js'
import { outcomes, triedByWeb } from './support/isolation.js'
import { pictureOfDatabases, pictureOfFolder } from './support/picture.js'
import { describeWithRoot, withoutRoot } from '../support/root-parts.js'
import { quiet } from './support/tasks.js'

const limit = 300_000

const gotInSharedPool = [
  'php: read: settings: got',
  'php: read: private files: got',
  'php: signal: processes: got',
  'php: poison: settings of its pool, by PHP_ADMIN_VALUE: got',
  'php: poison: limits of its own pool, by PHP_ADMIN_VALUE: got',
  'php: exhaust: requests that PHP answers at once: got',
] as const

describeWithRoot(`a home whose sites had one pool${withoutRoot}`, () => {
  const clients = useClientFleet({ php: 'shared' })
  const sites = () => webTypes.flatMap((type) => clientNames.map((client) => ({ type, client })))
  const home = (...names: readonly string[]): string => join(clients().fleet.home, ...names)
  const secretsOf = (type: (typeof webTypes)[number], client: ClientName) =>
    JSON.parse(readFileSync(home('secrets', `${clients().siteOf(type, client)}.json`), 'utf8'))

  /** All that the change may touch. */
  const picture = async () => ({
    ...Object.assign({}, ...['contexts', 'secrets', 'config'].map((folder) => pictureOfFolder(home(folder)))),
    ...(await pictureOfDatabases(await clients().fleet.connect())),
    files: execFileSync('getfacl', ['--recursive', '--physical', '--absolute-names', clients().folder], {
      encoding: 'utf8',
    }),
  })
  const answers = async () => {
    const asked = sites().map(({ type, client }) => clients().ask(type, clients().siteOf(type, client)))
    return (await Promise.all(asked)).map(({ status, body }) => [status, JSON.parse(body)[0]])
  }
  const undoLast = async () => {
    const undone = await clients()
      .fleet.tasks()
      .undo(String((await clients().fleet.tasks().journal({})).at(-1)?.id), quiet)
    expect(
      undone.flatMap(({ error, leftOver }) => [...(error === undefined ? [] : [String(error)]), ...leftOver]),
    ).toEqual([])
  }
  const verifyAll = () => clients().fleet.tasks().verify(['@server_nginx', '@server_apache'], { sites: true }, quiet)

  /** What PHP of the shared pool has made in a site, as modes that an application may have given it. */
  const made = `
    $site = $_SERVER['PROVISION_SITE_PATH'];
    foreach (['files/2026/07', 'private/deep'] as $folder) {
      mkdir("$site/$folder", 0755, true);
      foreach ([0644, 0600] as $mode) { file_put_contents("$site/$folder/$mode.txt", 'old'); chmod("$site/$folder/$mode.txt", $mode); }
    }
    symlink('/etc/hostname', "$site/files/2026/link"); link("$site/files/2026/07/420.txt", "$site/files/2026/hard");
    return posix_getpwuid(posix_geteuid())['name'];`

  /** Whether PHP can change and remove all of that, but not what may be another's by a hard link. */
  const changes = `
    $site = $_SERVER['PROVISION_SITE_PATH'];
    foreach (['files/2026/07/384', 'private/deep/420', 'private/deep/384'] as $name) {
      if (file_put_contents("$site/$name.txt", 'new') === false || !unlink("$site/$name.txt")) return $name;
    }
    if (is_writable("$site/files/2026/hard")) return 'hard';
    return mkdir("$site/files/2026/08") && file_put_contents("$site/files/2026/08/new.txt", 'new') === 3 ? 'all' : 'not new ones';`

  it(
    'gets users of clients by one verify, which a failure and undo put back; a site may get another client',
    async () => {
      const { fleet, parts } = clients()
      await clients().install()
      for (const { type, client } of sites()) expect(await clients().evaluate(type, client, made)).toBe('www-data')
      for (const type of webTypes) {
        const seen = outcomes(await triedByWeb(clients(), type))
        expect(gotInSharedPool.filter((outcome) => !seen.includes(outcome))).toEqual([])
      }
      expect((await verifyAll()).flatMap(({ warnings }) => warnings)).toEqual(
        expect.arrayContaining([expect.stringContaining('PHP of sites with a client runs in one pool')]),
      )
      // As its client the first site fails.
      const local = join(clients().sitePath('nginx', 'ptest-a'), 'local.settings.php')
      const failing = "if (posix_getpwuid(posix_geteuid())['name'] !== 'www-data') { http_response_code(500); exit; }"
      writeFileSync(local, `<?php ${failing} return [];`)
      for (const type of webTypes)
        await fleet.change(`@server_${type}`, { php_service_type: 'fpm', root_helper: parts.helper })
      const before = await picture()
      const secretsBefore = sites().map(({ type, client }) => secretsOf(type, client))

      const failed = (await verifyAll()).filter(({ ok }) => !ok)

      expect(failed.map(({ context, undone }) => [context, undone])).toEqual([['@ptest-a.nginx.test', true]])
      expect(await answers()).toEqual(
        sites().map(({ type, client }) => [200, type === 'nginx' && client === 'ptest-a' ? 'www-data' : client]),
      )

      await undoLast()

      expect(await picture()).toEqual(before)
      expect(await answers()).toEqual(sites().map(() => [200, 'www-data']))

      rmSync(local)
      const reports = await verifyAll()

      expect(reports.map(({ ok }) => ok)).not.toContain(false)
      expect(await answers()).toEqual(sites().map(({ client }) => [200, client]))
      for (const [index, { type, client }] of sites().entries()) {
        const [old, now] = [secretsBefore[index], secretsOf(type, client)]
        expect([now.db_passwd === old.db_passwd, now.hash_salt === old.hash_salt]).toEqual([false, false])
        expect(await clients().evaluate(type, client, changes)).toBe('all')
      }
      expect(readdirSync(home('config'), { recursive: true }).filter((name) => String(name).endsWith('.cred'))).toEqual(
        [],
      )
      for (const type of webTypes)
        expect((await triedByWeb(clients(), type)).filter(({ result }) => result === 'got')).toEqual([])
      const given = `@${clients().siteOf('apache', 'ptest-a')}`
      const former = secretsOf('apache', 'ptest-a')
      await fleet.change(given, { client_name: 'ptest-b' })
      await fleet.verify(given)
      expect(secretsOf('apache', 'ptest-a').db_passwd).not.toBe(former.db_passwd)
      expect(
        await clients().evaluate(
          'apache',
          'ptest-a',
          `
          $file = $_SERVER['PROVISION_SITE_PATH'] . '/files/2026/08/new.txt';
          return [posix_getpwuid(fileowner($file))['name'], file_put_contents($file, 'newer'), posix_getpwuid(posix_geteuid())['name']];`,
        ),
      ).toEqual(['ptest-a', 5, 'ptest-b'])
      expect((await verifyAll()).filter(({ changed, warnings }) => changed || warnings.length > 0)).toEqual([])

      // Back to one pool for all, and undone.
      const apart = await picture()
      for (const type of webTypes) await fleet.change(`@server_${type}`, { php_service_type: null })
      const together = await verifyAll()
      expect(await answers()).toEqual(sites().map(() => [200, 'www-data']))
      expect(together.flatMap(({ warnings }) => warnings)).toEqual(
        expect.arrayContaining([expect.stringContaining('pools of PHP that nothing uses are left on @server_nginx')]),
      )
      await undoLast()
      for (const type of webTypes) await fleet.change(`@server_${type}`, { php_service_type: 'fpm' })
      expect(await picture()).toEqual(apart)
    },
    limit,
  )
})
