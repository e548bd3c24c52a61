import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HttpType } from '../../src/sandbox/server.js'
import { useSandbox } from '../support/sandbox.js'
import { Fleet } from './support/fleet.js'
import { describeWithRoot, rootParts, rootWebServer, withoutRoot } from './support/root-parts.js'
import { send } from '../support/raw-request.js'
import { quiet } from './support/tasks.js'

const types = ['nginx', 'apache'] as const

/** Runs what a request asks it to. No application does; an attacker's plug-in does. */
const index = `<?php
$settings = require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php';
if (isset($_GET['run'])) { echo json_encode(eval(base64_decode($_GET['run']))); return; }
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
echo json_encode([posix_getpwuid(posix_geteuid())['name'], $db->query('SELECT text FROM notes')->fetchColumn()]);
`
const install = `<?php
$settings = require getenv('PROVISION_SITE_PATH') . '/settings.php';
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
$db->exec('CREATE TABLE notes (text VARCHAR(100))');
$db->exec("INSERT INTO notes VALUES ('" . posix_getpwuid(posix_geteuid())['name'] . "')");
file_put_contents(getenv('PROVISION_SITE_PATH') . '/files/first.txt', 'mine');
`

describeWithRoot(`clients${withoutRoot}`, () => {
  const sandbox = useSandbox()
  let fleet: Fleet
  let folder: string

  const siteOf = (type: HttpType, client: string): string => `${client}.${type}.test`

  const ask = (type: HttpType, host: string, code?: string) => {
    const query = code === undefined ? '' : `?run=${encodeURIComponent(Buffer.from(code).toString('base64'))}`
    return send(rootParts()[type].port, { ask: `GET /${query}`, host })
  }

  beforeAll(async () => {
    const parts = rootParts()
    fleet = new Fleet(sandbox())
    chmodSync(fleet.home, 0o711)
    folder = mkdtempSync(join(parts.srv, 'clients-'))
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'index.php'), index)
    writeFileSync(join(folder, 'install.php'), install)
    const { master_db, db_port, db_service_type } = sandbox().contexts[0]?.properties ?? {}
    await fleet.save('@server_master', 'server', { master_db, db_port, db_service_type } as never)
    for (const type of types) {
      mkdirSync(join(parts.include, type), { recursive: true })
      writeFileSync(
        join(parts.include, type, 'home.conf'),
        `${type === 'nginx' ? 'include' : 'Include'} ${fleet.home}/config/server_${type}/${type}*.conf${type === 'nginx' ? ';' : ''}\n`,
      )
      await fleet.save(`@server_${type}`, 'server', {
        ...rootWebServer(type, parts),
        php_service_type: 'fpm',
        root_helper: parts.helper,
      })
    }
    for (const type of types) {
      const root = join(folder, type)
      mkdirSync(root)
      for (const [name, text] of [
        ['index.php', index],
        ['install.php', install],
      ] as const)
        writeFileSync(join(root, name), text)
      await fleet.save(`@platform_${type}`, 'platform', {
        root,
        web_server: `@server_${type}`,
        application: 'php',
        install_cmd: `php ${root}/install.php`,
      })
      for (const client of ['ptest-a', 'ptest-b']) {
        const uri = siteOf(type, client)
        await fleet.save(`@${uri}`, 'site', {
          uri,
          platform: `@platform_${type}`,
          db_server: '@server_master',
          client_name: client,
        })
      }
    }
  }, 120_000)

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('install with users and pools of their own', async () => {
    for (const type of types)
      for (const client of ['ptest-a', 'ptest-b']) {
        const uri = siteOf(type, client)
        await fleet.run({ task: 'install', name: `@${uri}` } as never)
        const answer = await ask(type, uri)
        expect(JSON.parse(answer.body)).toEqual([client, client])
      }
  }, 120_000)
})
void statSync
void execFileSync
void quiet
