import { expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IsolationTry } from '../../src/provision/api.js'
import { useFleet } from './support/fleet.js'
import { outcomes } from './support/isolation.js'
import { pictureOfFolder } from './support/picture.js'
import { provision } from './support/program.js'

const fleet = useFleet()

const scripts = join(import.meta.dirname, '../../templates/audit')

/** The settings of some processes of a pool, of as many as answer one request after the other. */
const settingsIn = (pool: string): readonly string[] => {
  const ask = `for ($i = 0; $i < 30; $i++) echo (require '${scripts}/fastcgi.php')($argv[1], ['SCRIPT_FILENAME' => '${scripts}/answer.php',
    'REQUEST_METHOD' => 'GET', 'PROVISION_AUDIT_ASKS' => 'who'], 5)[0], PHP_EOL;`
  const said = execFileSync('php', ['-r', ask, pool], { encoding: 'utf8' }).trim().split('\n')
  return [...new Set(said.map((line) => JSON.stringify(JSON.parse(line).settings)))]
}

it('tells what a site in a shared pool gets of another client, and leaves no trace', async () => {
  for (const client of ['acme', 'umbrella']) {
    await fleet().saveSite(`${client}.test`, { client_name: client })
    await fleet().run({ task: 'install', name: `@${client}.test` })
  }
  const picture = () => ({
    files: pictureOfFolder(fleet().root),
    temporary: readdirSync(tmpdir()).filter((name) => name.startsWith('provision-audit')),
    secrets: pictureOfFolder(join(fleet().home, 'secrets')),
  })
  const before = picture()
  const pool = `unix://${fleet().sandbox.contexts[0]?.properties['php_fpm_socket']}`

  const { code, stdout } = await provision(fleet().home, 'provision-audit', 'isolation', '@acme.test', '--json')

  const [{ other, tries }] = JSON.parse(stdout).sites as [{ other: string; tries: readonly IsolationTry[] }]
  expect([code, other]).toEqual([1, '@umbrella.test'])
  expect(outcomes(tries)).toEqual(
    expect.arrayContaining([
      'php: read: settings: got',
      'php: write: uploads: got',
      'php: poison: pool of PHP, asked by hand: got',
      'php: poison: settings of its pool, by PHP_ADMIN_VALUE: got',
      'php: poison: limits of its own pool, by PHP_ADMIN_VALUE: got',
      'php: exhaust: requests that PHP answers at once: got',
      'php: exhaust: disk: shared',
      'database: read: tables: nothing',
      'login: read: what the group of its client may: not tried',
    ]),
  )
  expect(settingsIn(pool).join()).not.toMatch(/-1|answer\.php/)
  expect(picture()).toEqual(before)
}, 120_000)

it('says that it could not try where no other client is', async () => {
  const { code, stderr } = await provision(
    fleet().home,
    'provision-audit',
    'isolation',
    '@acme.test',
    '--against=@none',
  )
  expect([code, stderr]).toEqual([64, expect.stringContaining('@none')])

  await fleet().run({ task: 'delete', name: '@umbrella.test' })
  const alone = await provision(fleet().home, 'provision-audit', 'isolation')

  expect([alone.code, alone.stderr]).toEqual([3, expect.stringContaining('no site of another client is on its server')])
}, 120_000)
