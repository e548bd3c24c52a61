import { beforeEach, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../src/contexts/property.js'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
const progress = { progress: quiet }
let tasks: Tasks

const save = (name: string, properties: Readonly<Record<string, Json>>, contextType?: string) =>
  tasks.save(name, { properties, ...(contextType === undefined ? {} : { contextType }) }, progress)

const verify = async (...names: readonly string[]) => {
  for (const report of await tasks.verify(names, {}, progress)) expect(report).toMatchObject({ ok: true })
}

const modeOf = (...path: readonly string[]): string => (statSync(join(home(), ...path)).mode & 0o7777).toString(8)

/** Who reads the file of a context, besides its owner. */
const readersOf = (name: string): string => {
  const path = join(home(), 'contexts', `${name.slice(1)}.json`)
  const entries = execFileSync('getfacl', ['-cp', '--no-effective', path], { encoding: 'utf8' }).split('\n')
  const others = entries.filter((line) => line !== '' && !/^(?:user::rw-|group::---|other::---|mask::r--)$/.test(line))
  return others.sort().join(' ')
}

/** Of both sites, the platform, the server and the client; and how the folder may be entered. */
const all = () => ({
  a: readersOf('@a.test'),
  b: readersOf('@b.test'),
  platform: readersOf('@platform_x'),
  server: readersOf('@server_master'),
  folder: modeOf('contexts'),
})

const nobody = { a: '', b: '', platform: '', server: '', folder: '700' }
const [daemon, bin] = ['group:daemon:r--', 'group:bin:r--']

beforeEach(async () => {
  tasks = new Tasks(home())
  const root = join(home(), 'code')
  mkdirSync(root)
  writeFileSync(join(root, 'index.html'), '')
  await save('@server_master', { acl_service_type: 'posix' }, 'server')
  await save('@platform_x', { root }, 'platform')
  for (const [name, group] of [
    ['a', 'daemon'],
    ['b', 'bin'],
  ] as const)
    await save(`@${name}.test`, { uri: `${name}.test`, platform: '@platform_x', acl_groups: [group] }, 'site')
  await verify('@a.test', '@b.test')
})

it('is for nobody unless a site says so', () => {
  expect(all()).toEqual(nobody)
  expect(existsSync(join(home(), 'readers'))).toBe(false)
})

it('lets the groups of each site read its context and that of its platform, through every rewrite', async () => {
  await save('@a.test', { acl_contexts: true })
  expect(all()).toEqual(nobody)
  await verify('@a.test')
  expect(all()).toEqual({ a: daemon, b: '', platform: daemon, server: '', folder: '711' })
  await save('@b.test', { acl_contexts: true, acl_groups: ['bin', 'daemon'] })
  await verify('@b.test')
  const known = { a: daemon, b: `${bin} ${daemon}`, platform: `${bin} ${daemon}`, server: '', folder: '711' }
  expect(all()).toEqual(known)

  await save('@platform_x', { locked: true })
  await save('@a.test', { language: 'de' })
  await save('@server_master', { undo_days: 3 })
  await tasks.disable(['@a.test'], progress)

  expect(all()).toEqual(known)
  expect(await save('@a.test', { language: 'de' })).toMatchObject({ changed: false })
  const [again] = await tasks.verify(['@a.test'], {}, progress)
  expect(again).toMatchObject({ ok: true, changed: false })
})

it('ends when the groups change, for all sites in one task, and when the last site goes', async () => {
  for (const name of ['@a.test', '@b.test']) await save(name, { acl_contexts: true, acl_groups: ['daemon'] })
  await verify('@a.test', '@b.test')
  for (const name of ['@a.test', '@b.test']) await save(name, { acl_groups: ['bin'] })
  expect(all()).toMatchObject({ a: daemon, platform: daemon })

  await verify('@a.test', '@b.test')
  expect(all()).toEqual({ a: bin, b: bin, platform: bin, server: '', folder: '711' })
  await tasks.delete(['@a.test'], { noBackup: true }, progress)
  expect(all()).toEqual({ a: '', b: bin, platform: bin, server: '', folder: '711' })
  await tasks.delete(['@b.test'], { noBackup: true, forget: true }, progress)
  expect([readersOf('@platform_x'), modeOf('contexts'), existsSync(join(home(), 'readers'))]).toEqual([
    '',
    '700',
    false,
  ])
})

it('does not come back with the file that an undo restores', async () => {
  await save('@a.test', { acl_contexts: true })
  await verify('@a.test')
  await save('@platform_x', { locked: true })
  await save('@a.test', { acl_groups: ['bin'] })
  await verify('@a.test')
  await save('@b.test', { language: 'de' })
  await save('@a.test', { acl_contexts: false })

  await tasks.undo('@platform_x', progress)
  expect(await tasks.value('@platform_x', 'locked')).toBe(false)
  expect(all()).toMatchObject({ a: bin, platform: bin })
  await save('@platform_x', { locked: true })
  await verify('@a.test')
  await tasks.undo('@platform_x', progress)

  expect(all()).toEqual(nobody)
})

it('is as it was after a verify was undone', async () => {
  await save('@a.test', { acl_contexts: true })
  await verify('@a.test')
  await tasks.undo('@a.test', progress)

  expect(all()).toEqual(nobody)
})

it('goes with a context that is deleted by its name alone', async () => {
  for (const name of ['@a.test', '@b.test']) await save(name, { acl_contexts: true })
  await verify('@a.test', '@b.test')

  expect(await tasks.forget('@a.test', progress)).toMatchObject({ ok: true })

  expect(readersOf('@platform_x')).toBe(bin)
  expect(readdirSync(join(home(), 'readers')).sort()).toEqual(['b.test', 'platform_x'])
})

it('is put right by a verify of the site or of the platform', async () => {
  await save('@a.test', { acl_contexts: true })
  await verify('@a.test')
  const [site, platform] = ['a.test', 'platform_x'].map((name) => join(home(), 'contexts', `${name}.json`)) as [
    string,
    string,
  ]
  execFileSync('chmod', ['0600', site])
  execFileSync('setfacl', ['-m', 'g:bin:r--', platform])
  await verify('@a.test')
  expect(all()).toEqual({ a: daemon, b: '', platform: daemon, server: '', folder: '711' })

  execFileSync('setfacl', ['-b', platform])
  await verify('@platform_x')

  expect(readersOf('@platform_x')).toBe(daemon)
})
