import { afterAll, beforeAll } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { HttpType } from '../../../src/sandbox/server.js'
import { send } from '../../support/raw-request.js'
import { useSandbox } from '../../support/sandbox.js'
import { Fleet } from './fleet.js'
import { type RootParts, rootParts, rootWebServer } from '../../support/root-parts.js'

export const webTypes = ['nginx', 'apache'] as const
export const clientNames = ['ptest-a', 'ptest-b'] as const
export type ClientName = (typeof clientNames)[number]

/** Runs what a request asks it to. No application does; the plug-in of an attacker does. */
const index = `<?php
$settings = require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php';
if (isset($_GET['run'])) { echo json_encode(eval(base64_decode($_GET['run']))); return; }
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
echo json_encode([posix_getpwuid(posix_geteuid())['name'], $db->query('SELECT text FROM notes')->fetchColumn()]);
`

/** Writes down whom it runs as. */
const install = `<?php
$settings = require getenv('PROVISION_SITE_PATH') . '/settings.php';
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
$db->exec('CREATE TABLE notes (text VARCHAR(100))');
$db->exec("INSERT INTO notes VALUES ('" . posix_getpwuid(posix_geteuid())['name'] . "')");
file_put_contents(getenv('PROVISION_SITE_PATH') . '/files/first.txt', 'mine');
`

const includeLine = (type: HttpType, pattern: string): string =>
  type === 'nginx' ? `include ${pattern};\n` : `Include ${pattern}\n`

/** The type of the service php, or as before there were clients; `acl`: people of a client work on its sites. */
interface How {
  readonly php?: 'fpm' | 'fpm_unit' | 'shared'
  readonly acl?: boolean
}

/** A site of each of two clients on each web server, which root runs. */
export class ClientFleet {
  /** Where the code bases are: `nginx` and `apache`. */
  readonly folder: string
  readonly parts: RootParts = rootParts()

  constructor(readonly fleet: Fleet) {
    this.folder = mkdtempSync(join(this.parts.srv, 'clients-'))
    chmodSync(this.folder, 0o755)
    chmodSync(fleet.home, 0o711)
  }

  /** The address of the site of a client. */
  siteOf(type: HttpType, client: ClientName): string {
    return `${client}.${type}.test`
  }

  sitePath(type: HttpType, client: ClientName): string {
    return join(this.folder, type, 'sites', this.siteOf(type, client))
  }

  /** Asks for the front page of a site, or lets its PHP evaluate code. */
  ask(type: HttpType, host: string, code?: string) {
    const query = code === undefined ? '' : `?run=${encodeURIComponent(Buffer.from(code).toString('base64'))}`
    return send(this.parts[type].port, { ask: `GET /${query}`, host })
  }

  /** What PHP of a site returns for some code. */
  async evaluate(type: HttpType, client: ClientName, code: string): Promise<unknown> {
    const { body } = await this.ask(type, this.siteOf(type, client), code)
    return JSON.parse(body)
  }

  /** Servers, platforms and sites, none of them verified. */
  async begin({ php = 'fpm', acl = false }: How = {}): Promise<void> {
    const { fleet } = this
    const { master_db, db_port, db_service_type } = fleet.sandbox.contexts[0]?.properties ?? {}
    await fleet.save('@server_master', 'server', { master_db, db_port, db_service_type } as never)
    for (const type of webTypes) {
      await this.#platform(type, { php, acl })
      for (const client of clientNames) {
        const uri = this.siteOf(type, client)
        await fleet.save(`@${uri}`, 'site', { uri, platform: `@platform_${type}`, client_name: client })
      }
    }
  }

  async #platform(type: HttpType, { php, acl }: How): Promise<void> {
    const [{ fleet, parts }, root] = [this, join(this.folder, type)]
    mkdirSync(root)
    writeFileSync(join(root, 'index.php'), index)
    writeFileSync(join(root, 'install.php'), install)
    const included = join(fleet.home, 'config', `server_${type}`, `${type}*.conf`)
    writeFileSync(join(parts.include, type, 'home.conf'), includeLine(type, included))
    const pools = php === undefined || php === 'shared' ? {} : { php_service_type: php, root_helper: parts.helper }
    const acls = acl ? { acl_service_type: 'posix', root_helper: parts.helper } : {}
    await fleet.save(`@server_${type}`, 'server', { ...rootWebServer(type, parts), ...pools, ...acls })
    await fleet.save(`@platform_${type}`, 'platform', {
      root,
      web_server: `@server_${type}`,
      application: 'php',
      install_cmd: `php ${root}/install.php`,
    })
  }

  async install(): Promise<void> {
    for (const type of webTypes)
      for (const client of clientNames) await this.fleet.run({ task: 'install', name: `@${this.siteOf(type, client)}` })
  }
}

const limit = 600_000

const pollMilliseconds = 200

/** Web servers and names of clients are for one file at a time. */
const becomeOnlyOne = async (lock: string): Promise<void> => {
  for (;;) {
    try {
      mkdirSync(lock)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      await delay(pollMilliseconds)
    }
  }
}

/** What tests of a file leave would be in the way of the next one. */
const removePools = ({ helper }: RootParts): void => {
  const shown = execFileSync('sudo', ['-n', helper, 'show'], { encoding: 'utf8' })
  const ids = [...shown.matchAll(/^(?:lost )?pool (\S+) ptest-[ab] /gm)].map(([, id]) => `no-pool ${id}\n`)
  execFileSync('sudo', ['-n', helper, 'apply'], { input: ids.join('') })
}

/** Clients with their sites for all tests of a file. */
export const useClientFleet = (how: How = {}): (() => ClientFleet) => {
  const sandbox = useSandbox()
  let clients: ClientFleet | undefined
  let lock: string | undefined
  beforeAll(async () => {
    const wanted = join(rootParts().srv, 'lock')
    await becomeOnlyOne(wanted)
    lock = wanted
    clients = new ClientFleet(new Fleet(sandbox()))
    await clients.begin(how)
  }, limit)
  afterAll(() => {
    if (clients !== undefined) {
      removePools(clients.parts)
      rmSync(clients.folder, { recursive: true, force: true })
    }
    if (lock !== undefined) rmSync(lock, { recursive: true, force: true })
  }, limit)
  return () => {
    if (clients === undefined) throw new Error('the clients are there only while tests run')
    return clients
  }
}
