import { afterAll, beforeAll } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskReport } from '../../../src/provision/api.js'
import type { Json } from '../../../src/contexts/property.js'
import { type ContextRecord, readRecord } from '../../../src/contexts/record.js'
import type { Kinds } from '../../../src/steps/common/kind.js'
import type { DatabaseServer } from '../../../src/hosts/database.js'
import { connect } from '../../../src/hosts/mysql.js'
import { Tasks } from '../../support/tasks.js'
import type { HttpType, ServerName } from '../../../src/sandbox/server.js'
import { masterAddress } from '../../../src/services/db/master-db.js'
import { type TestSandbox, useSandbox } from '../../support/sandbox.js'
import { type TaskWords, quiet, runTask } from './tasks.js'

type Values = Readonly<Record<string, Json>>

/** A code base that is there only with its database: it tells the site, and what the installation left. */
const indexPhp = `<?php
mysqli_report(MYSQLI_REPORT_OFF);
$db = @new mysqli('localhost', $_SERVER['db_user'], $_SERVER['db_passwd'], $_SERVER['db_name'], 0, $_SERVER['db_socket']);
if ($db->connect_errno) { http_response_code(500); exit('no database'); }
$rows = $db->query('SELECT text FROM notes');
if (!$rows) { http_response_code(500); exit('not installed'); }
$settings = require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php';
echo $_SERVER['PROVISION_SITE'], ': ', $rows->fetch_row()[0];
`

/** Two statements and a file, so that half an installation is possible. */
const installPhp = `<?php
$db = new mysqli('localhost', getenv('db_user'), getenv('db_passwd'), getenv('db_name'), 0, getenv('db_socket'));
$db->query('CREATE TABLE notes (text VARCHAR(100))');
$db->query("INSERT INTO notes VALUES ('installed')");
file_put_contents(getenv('PROVISION_SITE_PATH') . '/files/first.txt', 'a file of the site');
`

export const codeBase = (root: string): void => {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'index.php'), indexPhp)
  writeFileSync(join(root, 'install.php'), installPhp)
}

/** A report that must be good. */
export const done = (report: TaskReport | undefined): TaskReport => {
  if (report?.ok) return report
  const { leftOver = [], error } = report ?? {}
  throw leftOver.length === 0 && error !== undefined ? error : new Error([error, ...leftOver].join('; '))
}

/** What a home can be asked to do, each with tasks of its own, as each command has them. */
export class Fleet {
  readonly home: string
  readonly root: string

  constructor(readonly sandbox: TestSandbox) {
    this.home = sandbox.home
    this.root = join(sandbox.home, 'srv', 'php')
  }

  /** Of the web server of @server_master. */
  get port(): number {
    const [type] = this.sandbox.state.http
    return this.portOf(type as HttpType)
  }

  portOf(type: ServerName): number {
    return this.sandbox.state.servers[type]?.port ?? 0
  }

  tasks(kinds?: Kinds): Tasks {
    return new Tasks(this.home, kinds)
  }

  /** A context as it is on disk. */
  read(name: string): ContextRecord | undefined {
    const path = join(this.home, 'contexts', `${name.slice(1)}.json`)
    return existsSync(path) ? readRecord(path, readFileSync(path, 'utf8')) : undefined
  }

  /** Runs a task that must go well. */
  async run(words: TaskWords): Promise<TaskReport> {
    const [report] = (await runTask(this.tasks(), words)).map(done)
    return report as TaskReport
  }

  save(name: string, type: string, properties: Values): Promise<TaskReport> {
    return this.run({ task: 'save', name, type, properties })
  }

  change(name: string, properties: Values): Promise<TaskReport> {
    return this.run({ task: 'save', name, properties })
  }

  async verify(...names: readonly string[]): Promise<void> {
    ;(await this.tasks().verify(names, {}, quiet)).forEach(done)
  }

  /** What an interrupted task has left is undone or finished, and nothing stays. */
  async recover(): Promise<void> {
    ;(await this.tasks().recover(quiet)).forEach(done)
  }

  saveSite(uri: string, properties: Values = {}): Promise<TaskReport> {
    return this.save(`@${uri}`, 'site', { uri, platform: '@platform_php', ...properties })
  }

  /** The server and a platform for sites with a database. */
  async begin(given: Values = {}): Promise<void> {
    codeBase(this.root)
    for (const { name, properties } of this.sandbox.contexts) {
      await this.save(name, 'server', { ...properties, ...given })
      await this.verify(name)
    }
    await this.save('@platform_php', 'platform', {
      root: this.root,
      application: 'php',
      install_cmd: `php ${this.root}/install.php`,
    })
    await this.verify('@platform_php')
  }

  connect(): Promise<DatabaseServer> {
    const [master] = this.sandbox.contexts
    const { master_db, db_socket } = master?.properties ?? {}
    return connect(masterAddress({ db_socket, aegir_root: this.home } as never, String(master_db)))
  }
}

const limit = 120_000

/** A server and a platform on real servers, for all tests of a file. */
export const useFleet = (
  http: readonly HttpType[] = ['nginx'],
  more: Parameters<typeof useSandbox>[1] = {},
): (() => Fleet) => {
  const sandbox = useSandbox(http, more)
  let fleet: Fleet | undefined
  beforeAll(async () => {
    fleet = new Fleet(sandbox())
    await fleet.begin()
  }, limit)
  afterAll(() => {
    fleet = undefined
  })
  return () => {
    if (fleet === undefined) throw new Error('the fleet is there only while tests run')
    return fleet
  }
}
