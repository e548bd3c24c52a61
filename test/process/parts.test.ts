import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { localHost } from '../../src/hosts/local/index.js'
import { CommandLine, root } from './command-line.js'

interface LoadedPart {
  readonly name: string
  readonly bytes: number
  /** Undefined for a part without a cache. */
  readonly isRefused?: boolean
}

const require = createRequire(import.meta.url)
const { startDatabase } = require(join(root, 'scripts/warm-database.cjs'))

/** Libraries, of which each is a part or several. */
const libraries = ['cli-table3', 'diff', 'execa', 'handlebars', 'jsonc-parser', 'mysql2', 'oclif-core', 'tldts']
const kilobytes = 1000

let provision: CommandLine
let database: { close(): void }

/** What a command has loaded that went well. */
const loadedBy = async (...words: readonly string[]): Promise<readonly LoadedPart[]> => {
  const list = join(provision.home, 'loaded-parts')
  const env = {
    ...process.env,
    PROVISION_HOME: provision.home,
    PROVISION_ALLOW_ROOT: '1',
    NODE_OPTIONS: `--require=${join(root, 'test/process/loaded-parts.cjs')}`,
    LOADED_PARTS: list,
  }
  await promisify(execFile)(process.execPath, [join(root, 'bin/run.js'), ...words], { env })
  return JSON.parse(readFileSync(list, 'utf8'))
}

const librariesOf = (parts: readonly LoadedPart[]) => {
  const names = new Set(parts.map(({ name }) => name.replace(/\.\d+$/, '')))
  return libraries.filter((library) => names.has(library))
}

const sizeOf = (parts: readonly LoadedPart[]) => parts.reduce((sum, { bytes }) => sum + bytes, 0)

const server = ['provision-save', '@server_master', '--context_type=server', '--remote_host=localhost']
const site = ['provision-save', '@example.com', '--context_type=site', '--uri=example.com', '--platform=@platform_x']

beforeAll(async () => {
  provision = new CommandLine()
  const socket = join(provision.home, 'database.sock')
  database = await startDatabase(socket)
  const services = [
    '--http_service_type=nginx',
    '--db_service_type=mysql',
    `--db_socket=${socket}`,
    // Something listens there
    `--php_fpm_socket=${socket}`,
    '--http_test_cmd=true',
    '--http_restart_cmd=true',
    `--web_group=${localHost(provision.home).reader.facts.user.group}`,
  ]
  const platform = ['--context_type=platform', `--root=${join(provision.home, 'code')}`, '--application=php']
  provision.run([...server, ...services, '--master_db=mysql://a:b@localhost'])
  provision.run(['provision-save', '@platform_x', ...platform])
  provision.run([...site, '--db_server=@server_master'])
})

afterAll(() => {
  database.close()
  provision.remove()
})

describe('what a command loads', () => {
  it('is for the version no library and next to nothing', async () => {
    const parts = await loadedBy('--version')

    expect(librariesOf(parts)).toEqual([])
    expect(sizeOf(parts)).toBeLessThan(104 * kilobytes)
  })

  it('is for a save that changes nothing the command line alone', async () => {
    const parts = await loadedBy('provision-save', '@example.com', '--uri=example.com')

    expect(librariesOf(parts)).toEqual(['oclif-core'])
    expect(sizeOf(parts)).toBeLessThan(2550 * kilobytes)
  })

  it('is for a save with a new name also the public suffixes', async () => {
    const parts = await loadedBy('provision-save', '@example.com', '--aliases=www.example.com', '--dry-run')

    expect(librariesOf(parts)).toEqual(['oclif-core', 'tldts'])
  })

  it('is for a first verify the driver of the database, what fills in templates, and what tests the web server', async () => {
    const parts = await loadedBy('provision-verify', '@example.com', '--dry-run')

    expect(librariesOf(parts)).toEqual(['execa', 'handlebars', 'mysql2', 'oclif-core'])
    expect(sizeOf(parts)).toBeLessThan(4000 * kilobytes)
  })

  it('is for a verify only the templates that it fills in', async () => {
    const parts = await loadedBy('provision-verify', '@example.com', '--dry-run')

    const templates = parts.map(({ name }) => name).filter((name) => name.endsWith('.hbs'))
    expect(templates).toContain('http/nginx/vhost.hbs')
    expect(templates.filter((name) => /apache|sandbox|wordpress/.test(name))).toEqual([])
  })

  it('is for a list nothing but the command line itself', async () => {
    expect(librariesOf(await loadedBy('provision-list'))).toEqual(['oclif-core'])
  })

  it.each([
    ['--version'],
    ['provision-save @example.com --uri=example.com'],
    ['provision-verify @example.com --dry-run'],
    ['provision-list'],
  ])('%s comes from code caches alone', async (line) => {
    const parts = await loadedBy(...line.split(' '))

    expect(parts.filter(({ isRefused }) => isRefused !== false)).toEqual([])
  })
})
