import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { blocksOf } from '../support/markdown.js'

const checkout = new URL('../../', import.meta.url).pathname
const pages = ['adding-a-service.md', 'adding-an-application.md', 'adding-a-context-type.md'].map((name) =>
  join(checkout, 'docs', name),
)
const copied = ['src', 'bin', 'scripts', 'templates', 'package.json', 'tsconfig.json', 'biome.json', '.gitignore']

let copy: string
let made: readonly string[]

/** The files of the examples, each at the path that its block names. */
const follow = (): readonly string[] =>
  pages.flatMap(blocksOf).flatMap(({ path, text }) => {
    if (!path.includes('/')) return []
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), text, { flag: 'wx' })
    return [path]
  })

const script = (name: string): void => {
  execFileSync(process.execPath, [join(copy, 'scripts', `${name}.mjs`)], { cwd: copy })
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'provision-docs-'))
  for (const name of copied) cpSync(join(checkout, name), join(copy, name), { recursive: true })
  symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'))
  made = follow()
  script('lists')
})
afterAll(() => rmSync(copy, { recursive: true }))

const tool = (name: string, words: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(join(copy, 'node_modules/.bin', name), words, { cwd: copy, encoding: 'utf8' })
  return `${stdout}${stderr}`
}

const text = (path: string): string => readFileSync(join(copy, path), 'utf8')

const sources = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length).replace(/^\//, ''))

describe('what the pages add', () => {
  it('is found by the lists, typed and formatted', () => {
    const types = tool('tsc', [])
    const format = tool('biome', ['format', ...made.filter((path) => path.endsWith('.ts'))])

    expect(types).toBe('')
    expect(format).toContain('No fixes applied')
    expect(text('src/services/services.generated.ts')).toContain("'http/caddy': httpCaddy")
    expect(text('src/applications/applications.generated.ts')).toContain('notesApplication')
    expect(text('src/contexts/types/types.generated.ts')).toContain('customer,')
  }, 120_000)

  it('is new files alone, and the lists', () => {
    const changed = sources(copy).filter(
      (path) => !made.includes(path) && text(path) !== readFileSync(join(checkout, path), 'utf8'),
    )

    expect([...changed].sort()).toEqual([
      'src/applications/applications.generated.ts',
      'src/contexts/types/types.generated.ts',
      'src/services/services.generated.ts',
    ])
  })
})

describe('the type of contexts that the page adds', () => {
  let home: string

  beforeAll(() => {
    script('build')
    script('manifest')
    home = mkdtempSync(join(tmpdir(), 'provision-customer-'))
    mkdirSync(join(home, 'code'))
    writeFileSync(join(home, 'code', 'index.html'), '')
  }, 120_000)
  afterAll(() => rmSync(home, { recursive: true }))

  const run = (...words: readonly string[]) => {
    const env = { ...process.env, PROVISION_HOME: home, NO_COLOR: '1' }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'bin/run.js'), ...words], {
      encoding: 'utf8',
      env,
    })
    return { status, stdout, stderr }
  }
  const save = (...words: readonly string[]) => run('provision-save', ...words)

  it('is saved by its rules, claims and records', () => {
    const contacts = join(home, 'contacts.json')
    writeFileSync(contacts, '[{"name": "Ada", "address": "ada@example.com"}]')
    const acme = ['@customer_acme', '--context_type=customer', '--company=Acme', '--customer_number=C-1']

    expect(save(...acme)).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('@customer_acme/contacts: a customer with a number must have a contact'),
    })
    expect(save(...acme, '--contacts=[{"name":"Ada","adress":"x"}]').stderr).toContain('did you mean address?')
    expect(save(...acme, `--contacts=@${contacts}`)).toMatchObject({ status: 0 })
    expect(save('@other', '--context_type=customer', '--company=B', '--customer_number=C-1').stderr).toContain(
      '@other/customer_number: C-1 belongs to @customer_acme',
    )
    expect(readFileSync(join(home, 'customer-numbers', 'C-1'), 'utf8')).toBe('@customer_acme\n')
  })

  it('is shown, listed and verified', () => {
    const shown = run('provision-show', '@customer_acme', '--resolved', '--json')

    expect(JSON.parse(shown.stdout)).toMatchObject({ name: '@customer_acme', type: 'customer' })
    expect(shown.stdout).toContain('"language"')
    expect(run('provision-list', '--type=customer', '--format=names').stdout).toBe('@customer_acme\n')
    expect(run('provision-verify', '@customer_acme')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('nothing to do'),
    })
  })

  it('is what a property of another context refers to, and is then in use', () => {
    save('@server_master', '--context_type=server')
    save('@platform_x', '--context_type=platform', `--root=${join(home, 'code')}`)
    const site = ['@a.test', '--context_type=site', '--uri=a.test', '--platform=@platform_x']

    expect(save(...site, '--customer=@server_master').stderr).toContain('@server_master is a server, not a customer')
    expect(save(...site, '--customer=@customer_acme')).toMatchObject({ status: 0 })
    expect(run('provision-delete', '@customer_acme', '--yes').stderr).toContain('@customer_acme is in use by @a.test')
    expect(run('provision-verify', '--all', '--check').stderr).not.toContain('error')
    expect(run('provision-list', '--format=names').stdout.split('\n').slice(0, 2)).toEqual([
      '@customer_acme',
      '@server_master',
    ])
  })

  it('is deleted with its claims', () => {
    save('@a.test', '--delete')

    expect(run('provision-delete', '@customer_acme', '--yes')).toMatchObject({ status: 0 })
    expect(run('provision-list', '--type=customer', '--format=names').stdout.trim()).toBe('')
    expect(readdirSync(join(home, 'customer-numbers'))).toEqual([])
  })
})
