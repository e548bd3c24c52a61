import { beforeEach, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { useHome } from '../support/home.js'
import { quiet } from '../support/quiet.js'
import { Tasks } from '../support/tasks.js'

const home = useHome()
const progress = { progress: quiet }
let tasks: Tasks

/** The site belongs to a client by now. Returns what its verify warns of. */
const verifyFor = async (client_name: string): Promise<readonly string[]> => {
  await tasks.save('@a.test', { properties: { client_name } }, progress)
  const reports = await tasks.verify(['@a.test'], {}, progress)
  for (const report of reports) expect(report).toMatchObject({ ok: true })
  return reports.flatMap(({ warnings }) => warnings)
}

const modeOf = (...path: readonly string[]): string => (statSync(join(home(), ...path)).mode & 0o7777).toString(8)

const groupsOf = (...path: readonly string[]): string =>
  execFileSync('getfacl', ['-cp', join(home(), ...path)], { encoding: 'utf8' })
    .match(/^group:.*/gm)
    ?.join(' ') ?? ''

const linksOf = (client: string): readonly string[] =>
  readdirSync(join(home(), 'clients', client)).filter((name) => !name.startsWith('.'))

beforeEach(async () => {
  tasks = new Tasks(home())
  const root = join(home(), 'code')
  mkdirSync(root)
  writeFileSync(join(root, 'index.html'), '')
  const save = (name: string, contextType: string, properties: Parameters<Tasks['save']>[1]['properties']) =>
    tasks.save(name, { contextType, properties }, progress)
  await save('@server_master', 'server', { acl_service_type: 'posix' })
  await save('@platform_x', 'platform', { root })
  await save('@a.test', 'site', { uri: 'a.test', platform: '@platform_x' })
})

it('one goes through the folders of clients and of backups, and lists neither', async () => {
  await verifyFor('daemon')

  expect(['clients', 'backups'].map((name) => modeOf(name))).toEqual(['711', '711'])
})

it('a client has a folder with links to its sites, for its group alone, and not for another one', async () => {
  await verifyFor('daemon')
  const before = [modeOf('clients', 'daemon'), groupsOf('clients', 'daemon'), linksOf('daemon')]
  const target = readlinkSync(join(home(), 'clients', 'daemon', 'a.test'))
  await verifyFor('bin')

  expect(before).toEqual(['750', 'group::--- group:daemon:r-x', ['a.test']])
  expect(target).toBe(join(home(), 'code', 'sites', 'a.test'))
  expect([linksOf('daemon'), linksOf('bin'), groupsOf('clients', 'bin')]).toEqual([
    [],
    ['a.test'],
    'group::--- group:bin:r-x',
  ])
})

it('a group that does not exist is a warning, and its folder is for nobody', async () => {
  const warnings = await verifyFor('no-such-group')

  expect(warnings).toContainEqual(expect.stringMatching(/no UNIX group no-such-group.*--create-groups makes it/))
  expect([modeOf('clients', 'no-such-group'), groupsOf('clients', 'no-such-group')]).toEqual(['700', 'group::---'])
})
