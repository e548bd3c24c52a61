import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localHost } from '../../src/hosts/local/index.js'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { identifier } from '../../src/lib/quoting.js'
import { useFleet } from './support/fleet.js'
import { provision } from './support/program.js'
import { quiet } from './support/tasks.js'
import { pictureOfDatabases, pictureOfFolder } from './support/picture.js'

const number = 20
const uris = Array.from({ length: number }, (_, index) => `site${index}.test`)
const names = uris.map((uri) => `@${uri}`)
const fleet = useFleet()
let database: DatabaseServer
const at = (...words: readonly string[]): string => join(fleet().home, ...words)
const vhostOf = (uri: string): string => at('config', 'server_master', 'nginx', 'vhost.d', `${uri}.conf`)

/** Everything that tasks make. */
const picture = async () => ({
  ...Object.assign(
    {},
    ...['contexts', 'hosts', 'secrets', 'config', 'srv'].map((folder) => pictureOfFolder(at(folder))),
  ),
  ...(await pictureOfDatabases(database)),
})

const statusOf = async (uri: string): Promise<number> => {
  const { port, home } = fleet()
  return (await localHost(home).request({ port, host: `${uri}:${port}`, path: '/' })).status
}

beforeAll(async () => {
  database = await fleet().connect()
  for (const uri of uris) await fleet().saveSite(uri)
  await fleet().verify(...names)
  for (const uri of uris) await fleet().change(`@${uri}`, { aliases: [`www.${uri}`], redirection: `www.${uri}` })
}, 120_000)

afterAll(() => database?.close())

describe('a verify that has changed 20 sites', () => {
  it('is undone by its id: everything is, byte for byte, as it was before', async () => {
    const before = await picture()
    await fleet().verify(...names)
    const [changed, servedThen] = [await picture(), await statusOf(`www.${uris[0]}`)]
    const [task] = (await fleet().tasks().journal({ undoable: true })).slice(-1)

    const reports = await fleet()
      .tasks()
      .undo(task?.id ?? '', quiet)

    expect(uris.filter((uri) => changed[vhostOf(uri)] === before[vhostOf(uri)])).toEqual([])
    expect(reports.map(({ context, ok, changed: isChanged }) => [context, ok, isChanged])).toEqual(
      names.map((name) => [name, true, true]),
    )
    expect(await picture()).toEqual(before)
    expect([servedThen, await statusOf(`www.${uris[0]}`)]).toEqual([500, 404])
  }, 120_000)

  it('is refused, with names, when something was changed since; and then nothing is undone', async () => {
    await fleet().verify(...names)
    const [task] = (await fleet().tasks().journal({ undoable: true })).slice(-1)
    writeFileSync(vhostOf('site7.test'), `${readFileSync(vhostOf('site7.test'), 'utf8')}# by hand\n`)
    const before = await picture()

    const undone = fleet()
      .tasks()
      .undo(task?.id ?? '', quiet)

    await expect(undone).rejects.toMatchObject({
      code: 'PROVISION_UNDO_REFUSED',
      message: expect.stringContaining('write the vhost of site7.test: changed since'),
    })
    await expect(undone).rejects.not.toMatchObject({ message: expect.stringContaining('site8.test') })
    expect(await picture()).toEqual(before)
  }, 120_000)

  it('is undone for one of its contexts, and again for the task before', async () => {
    const site = names[3] as string
    const before = await fleet().tasks().show(site, { resolved: false })

    const [verify] = await fleet().tasks().undo(site, quiet)
    const [save] = await fleet().tasks().undo(site, quiet)

    const after = await fleet().tasks().show(site, { resolved: false })
    expect([verify?.context, save?.context]).toEqual([site, site])
    expect(before.properties.map(({ name }) => name)).toContain('aliases')
    expect(after.properties.map(({ name }) => name)).not.toContain('aliases')
  }, 120_000)
})

describe('saving a context', () => {
  it('cannot be undone while another one refers to it', async () => {
    await fleet().save('@platform_new', 'platform', { root: `${fleet().root}-new` })
    await fleet().saveSite('guest.test', { platform: '@platform_new' })

    const undone = fleet().tasks().undo('@platform_new', quiet)

    await expect(undone).rejects.toMatchObject({ message: expect.stringContaining('in use by @guest.test') })
  })
})

describe('disabling a site', () => {
  it('is undone: it answers again', async () => {
    const uri = uris[5] as string
    const enabled = await statusOf(uri)
    await fleet().run({ task: 'disable', name: `@${uri}` })
    const disabled = await statusOf(uri)

    await fleet().tasks().undo(`@${uri}`, quiet)

    expect([disabled, await statusOf(uri)]).toEqual([503, enabled])
    expect(enabled).not.toBe(503)
  })
})

/** Why the last task of a context cannot be undone. */
const refusedFor = async (name: string): Promise<string> => {
  const before = await picture()
  const message = await fleet()
    .tasks()
    .undo(name, quiet)
    .then(
      () => 'undone',
      (error: Error) => error.message,
    )
  expect(await picture()).toEqual(before)
  return message
}

const newestKept = (): string => at('journal/kept', readdirSync(at('journal/kept')).sort().at(-1) ?? '')

describe('undo is refused, and changes nothing,', () => {
  it.each([
    ['a table', 'CREATE TABLE ??.z (i int)'],
    ['a view', 'CREATE VIEW ??.z AS SELECT 1'],
    ['a procedure', 'CREATE PROCEDURE ??.z() SELECT 1'],
    ['an event', 'CREATE EVENT ??.z ON SCHEDULE EVERY 1 YEAR DO SELECT 1'],
  ])('when the database that it would drop has got %s', async (what, statement) => {
    const uri = `${what.replace(/^an? /, '')}.filled.test`
    await fleet().saveSite(uri)
    await fleet().verify(`@${uri}`)
    const name = String((await fleet().tasks().value(`@${uri}`, 'db_name')) ?? '')
    await database.query(statement.replace('??', identifier(name)))

    expect(await refusedFor(`@${uri}`)).toContain(`create the database ${name}: changed since`)
  })

  it.each(['save', 'verify'])('when a host name that a %s gave up belongs to another site now', async (task) => {
    const [was, is, name] = [`was-${task}.test`, `is-${task}.test`, `wanted-${task}.test`]
    await fleet().saveSite(was, { aliases: [name] })
    await fleet().verify(`@${was}`)
    await fleet().change(`@${was}`, { aliases: null })
    if (task === 'verify') await fleet().verify(`@${was}`)
    await fleet().saveSite(is, { aliases: [name] })
    await fleet().verify(`@${is}`)

    expect(await refusedFor(`@${was}`)).toContain(`${name} belongs to @${is} now`)
  })

  it('when a context that it would refer to again was deleted', async () => {
    await fleet().save('@platform_old', 'platform', { root: `${fleet().root}-old` })
    await fleet().saveSite('moved.test', { platform: '@platform_old' })
    await fleet().change('@moved.test', { platform: '@platform_new' })
    await provision(fleet().home, 'provision-save', '@platform_old', '--delete')

    expect(await refusedFor('@moved.test')).toContain(
      '@moved.test would refer to @platform_old, which no longer exists',
    )
  })

  it.each([
    ['is empty', (file: string) => writeFileSync(file, '')],
    ['is gone', (file: string) => rmSync(file)],
  ])('when a backup %s', async (state, damage) => {
    const uri = `${state.replace(' ', '-')}.test`
    await fleet().saveSite(uri)
    await fleet().change(`@${uri}`, { upload_limit: '9M' })
    const [kept = ''] = readdirSync(newestKept(), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /keep.*file$/.test(name),
    )
    damage(join(newestKept(), kept))

    expect(await refusedFor(`@${uri}`)).toContain('its backup is missing or damaged')
  })
})
