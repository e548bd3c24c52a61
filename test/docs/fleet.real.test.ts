import { beforeAll, describe, expect, it } from '@jest/globals'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../src/hosts/host.js'
import { Hosts } from '../../src/hosts/hosts.js'
import { localHost } from '../../src/hosts/local/index.js'
import { ProvisionApp, programOf } from '../../src/provision/provision.js'
import { task as apply } from '../../src/tasks/apply.js'
import { quiet } from '../support/quiet.js'
import { useSandbox } from '../support/sandbox.js'

const sample = new URL('../../contexts/sample/', import.meta.url).pathname
const sandbox = useSandbox()
const folder = () => join(sandbox().home, 'fleet')

/** The sample with the folders and the database server of the sandbox. */
const adapted = (text: string): string =>
  text
    .replaceAll('/srv/platforms', join(sandbox().home, 'platforms'))
    .replace('3306', String(sandbox().contexts[0]?.properties['db_port']))

beforeAll(() => {
  mkdirSync(folder())
  for (const name of readdirSync(sample).filter((file) => file.endsWith('.json')))
    writeFileSync(join(folder(), name), adapted(readFileSync(join(sample, name), 'utf8')))
  for (const [name, page] of Object.entries({ shop: 'index.php', pages: 'index.html' })) {
    mkdirSync(join(sandbox().home, 'platforms', name), { recursive: true })
    writeFileSync(join(sandbox().home, 'platforms', name, page), '')
  }
  process.env['PROVISION_MASTER_DB'] = String(sandbox().contexts[0]?.properties['master_db'])
})

describe('the sample fleet in contexts/sample/', () => {
  /** This machine, with all programs, groups and rights that servers need. */
  const equippedHost = (home: string): Host => ({
    ...localHost(home),
    lacking: async (needs) => needs.map(() => undefined),
    run: async () => ({ code: 0, stdout: '', stderr: '' }),
  })

  it('can be applied to a machine that has none of it, and what its servers need', async () => {
    const home = join(sandbox().home, 'fresh')
    const program = new ProvisionApp(programOf(home, { hosts: () => new Hosts(equippedHost(home)) }))
    const request = { words: [folder()], properties: {}, flags: { prune: false, 'no-backup': false } }

    const reports = await program.run(apply, request, { progress: quiet, dryRun: true })

    expect(reports.map(({ error }) => error?.message).filter((message) => message !== undefined)).toEqual([])
    expect(reports.map(({ context }) => context)).toEqual([
      '@client_acme',
      '@server_master',
      '@server_web',
      '@server_files',
      '@server_db',
      '@platform_shop',
      '@platform_pages',
      '@shop.example.com',
      '@pages.example.com',
    ])
  })

  it('has no secret in it', () => {
    const texts = readdirSync(sample).map((name) => readFileSync(join(sample, name), 'utf8'))

    expect(texts.flatMap((text) => text.match(/"master_db": "(?!env:|file:)[^"]*"/g) ?? [])).toEqual([])
  })
})
