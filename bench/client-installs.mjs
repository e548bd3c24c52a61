import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { provision, run, succeed } from './program.mjs'
import { withRootParts } from './root-parts.mjs'
import { median } from './statistics.mjs'

const rounds = 7
const verifies = 9

/** Tells who it runs as, and what the installation has left. */
const index = `<?php
$settings = require $_SERVER['PROVISION_SITE_PATH'] . '/settings.php';
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
echo posix_getpwuid(posix_geteuid())['name'], ' ', $db->query('SELECT text FROM notes')->fetchColumn();
`

const install = `<?php
$settings = require getenv('PROVISION_SITE_PATH') . '/settings.php';
$db = new PDO($settings['database']['dsn'], $settings['database']['user'], $settings['database']['password']);
$db->exec('CREATE TABLE notes (text VARCHAR(100))');
$db->exec("INSERT INTO notes VALUES ('installed')");
`

const kinds = ['shared', 'fpm', 'fpm_unit']

const range = (count) => Array.from({ length: count }, (_, at) => at + 1)

/** A home of the user that provisions, with a database server, the web server of root, and a platform for each kind. */
class Home {
  constructor(parts, user) {
    this.parts = parts
    this.user = user
    this.home = join(mkdtempSync(join(parts.srv, 'home-')), 'home')
    mkdirSync(this.home)
    chmodSync(join(this.home, '..'), 0o755)
    chmodSync(this.home, 0o711)
    this.own(join(this.home, '..'))
  }

  own(path) {
    execFileSync('chown', ['-R', `${this.user}:`, path])
  }

  /** A command line of the program, as that user. */
  words(...words) {
    const ids = [`--reuid=${this.user}`, `--regid=${this.user}`, '--init-groups']
    const env = [`HOME=${this.home}`, `TMPDIR=/tmp`, `PROVISION_HOME=${this.home}`]
    return ['setpriv', ...ids, '--', 'env', ...env, ...provision(...words)]
  }

  async run(...words) {
    const { seconds } = await succeed(this.words(...words))
    return seconds
  }

  save(name, properties) {
    const flags = Object.entries(properties).map(([key, value]) => `--${key}=${value}`)
    return this.run('provision-save', name, ...flags)
  }

  async makeServers() {
    const { nginx, include, sharedSocket, helper } = this.parts
    // Users of pools cannot enter the folder of its socket.
    await this.save('@server_master', { db_socket: 'null' })
    await this.save('@server_web', {
      context_type: 'server',
      http_service_type: 'nginx',
      http_port: nginx.port,
      http_address: '127.0.0.1',
      http_test_cmd: `${nginx.command} -t`,
      http_restart_cmd: `${nginx.command} -s reload`,
      web_group: 'www-data',
      php_fpm_socket: sharedSocket,
    })
    for (const kind of ['fpm', 'fpm_unit'])
      await this.save(`@server_${kind}`, { context_type: 'server', php_service_type: kind, root_helper: helper })
    writeFileSync(join(include, 'nginx/home.conf'), `include ${this.home}/config/server_web/nginx*.conf;\n`)
    await this.run('provision-verify', '@server_web', '@server_fpm', '@server_fpm_unit')
  }

  async makePlatform(kind) {
    const root = join(this.parts.srv, kind)
    mkdirSync(root)
    writeFileSync(join(root, 'index.php'), index)
    writeFileSync(join(root, 'install.php'), install)
    this.own(root)
    await this.save(`@platform_${kind}`, {
      context_type: 'platform',
      root,
      application: 'php',
      install_cmd: `php ${root}/install.php`,
      web_server: '@server_web',
      ...(kind === 'shared' ? {} : { php_server: `@server_${kind}` }),
    })
    await this.run('provision-verify', `@platform_${kind}`)
  }

  /** Seconds of the installation alone. */
  async install({ kind, uri, client }) {
    await this.save(`@${uri}`, {
      context_type: 'site',
      uri,
      platform: `@platform_${kind}`,
      db_server: '@server_master',
      ...(client === undefined ? {} : { client_name: client }),
    })
    return this.run('provision-install', `@${uri}`)
  }

  /** Programs that a verify starts, without those that begin it. */
  async processes(uri) {
    const trace = join(this.parts.folder, 'trace')
    const words = this.words('provision-verify', `@${uri}`)
    await succeed(['strace', '-f', '-qq', '-e', 'trace=execve', '-o', trace, ...words])
    return readFileSync(trace, 'utf8').match(/execve\(.* = 0$/gm).length - 3
  }
}

const uriOf = (kind, round, which) => `${which}-${round}.${kind.replace('_', '-')}.test`

/** Kinds take turns. Each client gets two sites: the first makes its user, too. */
const installs = async (home) => {
  const seconds = Object.fromEntries(kinds.map((kind) => [kind, { first: [], further: [] }]))
  for (const round of range(rounds))
    for (const kind of kinds)
      for (const which of ['first', 'further']) {
        const client = kind === 'shared' ? undefined : `bench-${kind === 'fpm' ? 'p' : 'u'}-${round}`
        seconds[kind][which].push(await home.install({ kind, client, uri: uriOf(kind, round, which) }))
      }
  return kinds.map((kind) => ({
    kind,
    first: median(seconds[kind].first),
    further: median(seconds[kind].further),
  }))
}

const unchangedVerifies = async (home) => {
  const seconds = Object.fromEntries(kinds.map((kind) => [kind, []]))
  for (const _ of range(verifies))
    for (const kind of kinds) seconds[kind].push(await home.run('provision-verify', `@${uriOf(kind, 1, 'first')}`))
  const rows = []
  for (const kind of kinds)
    rows.push({ kind, seconds: median(seconds[kind]), processes: await home.processes(uriOf(kind, 1, 'first')) })
  return rows
}

/** What an installation and an unchanged verify cost in the shared pool, and with pools of both types. */
export const clientInstalls = (user) =>
  withRootParts(user, async (parts) => {
    const home = new Home(parts, user)
    try {
      await home.run('sandbox', 'start')
      await home.makeServers()
      for (const kind of kinds) await home.makePlatform(kind)
      return { installs: await installs(home), verifies: await unchangedVerifies(home) }
    } finally {
      await run(home.words('sandbox', 'stop'))
      rmSync(home.home, { recursive: true, force: true })
    }
  })
