// Writes dist/provision.cache: what V8 has compiled of dist/provision.cjs once common commands have run, so that a
// start compiles nothing. bin/run.js writes it itself, in a process that ends as usual.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './generated.mjs'

const home = mkdtempSync(join(tmpdir(), 'provision-build-'))
const cache = join(root, 'dist/provision.cache')

const warm = [
  ['--version'],
  ['provision-save', '@server_warm', '--context_type=server', '--remote_host=localhost'],
  ['provision-save', '@server_warm', '--remote_host=127.0.0.1', '--diff'],
  ['provision-verify', '@server_warm'],
  ['provision-verify', '@server_warm'],
  ['provision-show', '@server_warm'],
  ['provision-list'],
]

try {
  execFileSync(process.execPath, [join(root, 'scripts/warm.cjs'), cache, JSON.stringify(warm)], {
    env: { ...process.env, PROVISION_HOME: home, PROVISION_ALLOW_ROOT: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  console.log(`wrote dist/provision.cache (${Math.round(statSync(cache).size / 1024)} KiB)`)
} finally {
  rmSync(home, { recursive: true })
}
