import { beforeAll, afterAll, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, writeFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TaskReport } from '../../src/provision/api.js'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { localHost } from '../../src/hosts/local/index.js'
import { nameFor } from '../../src/services/db/names.js'
import { useFleet } from './support/fleet.js'
import { quiet } from './support/tasks.js'

const fleet = useFleet()
const site = '@old.test'

let server: DatabaseServer
let name: string

const folder = (...names: readonly string[]): string => join(fleet().root, 'sites/old.test', ...names)

const verify = async (adopt: boolean): Promise<TaskReport> =>
  (
    await fleet()
      .tasks()
      .verify([site], { adopt }, { ...quiet, health: 'off' })
  )[0] as TaskReport

/** The settings that were adopted, the first ones first. */
const adopted = (): readonly string[] =>
  readdirSync(folder())
    .filter((file) => file.startsWith('settings.php.before-provision-'))
    .sort()

const statusOf = async (path: string): Promise<number> => {
  const host = localHost(fleet().home)
  return (await host.request({ port: fleet().port, host: 'old.test', path })).status
}

/** A site of somebody else, as it was before Provision: folder, settings, database and account. */
beforeAll(async () => {
  await fleet().saveSite('old.test')
  name = nameFor({ uri: 'old.test', uuid: String(fleet().read(site)?.uuid) })
  mkdirSync(folder('files'), { recursive: true })
  writeFileSync(folder('settings.php'), '<?php $password = "theirs";')
  writeFileSync(folder('files/photo.txt'), 'a photo')
  server = await fleet().connect()
  await server.query(`CREATE DATABASE ${name}`)
  await server.query(`CREATE TABLE ${name}.notes (text VARCHAR(100))`)
  await server.query(`CREATE USER ${name}@localhost IDENTIFIED BY 'theirs-Password-1'`)
}, 120_000)
afterAll(() => server?.close())

const tables = () => server.query(`SHOW TABLES FROM ${name}`)
const databases = () => server.query('SHOW DATABASES LIKE ?', [name])

describe('a site that was there before Provision', () => {
  it('is refused without a word, and nothing of it changes or is deleted', async () => {
    const refused = await verify(false)
    await fleet().tasks().delete([site], { noBackup: true }, quiet)

    expect(refused.error).toMatchObject({ code: 'PROVISION_FOREIGN_OWNER', fix: expect.stringContaining('--adopt') })
    expect(readFileSync(folder('settings.php'), 'utf8')).toContain('theirs')
    expect(await tables()).toHaveLength(1)
  })

  it('is adopted by word: its data stays, and its settings are kept where nobody is served them', async () => {
    const { error, changes } = await verify(true)

    expect(error).toBeUndefined()
    expect(changes.map(({ detail = '' }) => detail)).toEqual(
      expect.arrayContaining([expect.stringContaining('adopted: owner tag'), `now owned by ${site}`]),
    )
    expect(readFileSync(folder('files/photo.txt'), 'utf8')).toBe('a photo')
    expect(readFileSync(folder(adopted()[0] ?? ''), 'utf8')).toContain('theirs')
    expect(await tables()).toHaveLength(1)
    expect(await statusOf(`/sites/old.test/${adopted()[0]}`)).toBe(403)
  })

  it('keeps what is adopted later beside that, and replaces nothing of it', async () => {
    rmSync(folder('settings.php'))
    writeFileSync(folder('settings.php'), '<?php $password = "second";')

    await verify(false)

    expect(adopted().map((file) => /"(.*)"/.exec(readFileSync(folder(file), 'utf8'))?.[1])).toEqual([
      'theirs',
      'second',
    ])
  })

  it('belongs to its context then: a later delete removes it', async () => {
    const [report] = await fleet().tasks().delete([site], { noBackup: true }, quiet)

    expect(report?.error).toBeUndefined()
    expect(existsSync(folder())).toBe(false)
    expect(await databases()).toEqual([])
  })
})
