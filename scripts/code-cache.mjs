// Adds code caches to dist/provision.parts: the code that V8 has compiled after common commands have run, so that a
// start compiles nothing. scripts/warm.cjs writes the file in a separate process.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './generated.mjs'

const { path } = createRequire(import.meta.url)('../bin/parts.js')

const home = mkdtempSync(join(tmpdir(), 'provision-build-'))
const socket = join(home, 'database.sock')

const database = ['--db_service_type=mysql', `--db_socket=${socket}`, '--master_db=mysql://warm:warm@localhost']
/** A web server that has all that it needs on every machine that builds. Something listens at the socket. */
const web = [
  '--http_service_type=nginx',
  '--http_test_cmd=true',
  '--http_restart_cmd=true',
  `--web_group=${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}`,
  `--php_fpm_socket=${socket}`,
]
const site = '@warm.example.com'

/** Commands that should start quickly. */
const common = [
  ['--version'],
  ['provision-save', '@server_master', '--context_type=server', '--remote_host=localhost'],
  ['provision-save', '@server_master', ...web, ...database],
  ['provision-save', '@platform_warm', '--context_type=platform', `--root=${home}/code`, '--application=php'],
  ['provision-save', site, '--context_type=site', '--uri=warm.example.com', '--platform=@platform_warm'],
  ['provision-save', site, '--db_server=@server_master', '--aliases=www.example.com'],
  ['provision-save', site, '--aliases=www.example.com'],
  ['provision-verify', site, '--dry-run'],
  ['provision-show', site],
  ['provision-list'],
]

/** These run only for parts that no common command loads. Larger caches of the other parts would slow down each start. */
const others = [
  [],
  ['provision-verify', '--help'],
  ['provision-verify', site, '--dry-run', '--json'],
  ['provision-save', site, '--aliases=', '--diff'],
  ['provision-install', site, '--dry-run'],
  ['provision-delete', site, '--dry-run', '--no-backup', '--yes'],
  ['provision-gc', '--check'],
  ['provision-journal'],
  ['provision-verify', '@unknown'],
  ['provision-verfy'],
]

const limit = 60_000

try {
  execFileSync(process.execPath, [join(root, 'scripts/warm.cjs'), socket, JSON.stringify({ common, others })], {
    env: { ...process.env, PROVISION_HOME: home, PROVISION_ALLOW_ROOT: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: limit,
    killSignal: 'SIGKILL',
  })
  console.log(`wrote dist/provision.parts (${Math.round(statSync(path).size / 1024)} KiB)`)
} finally {
  rmSync(home, { recursive: true })
}
