import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import type { DatabaseServer } from '../../src/hosts/database.js'
import { quiet } from './support/tasks.js'
import { useFleet } from './support/fleet.js'

const uuid = 'af4067de-f5fa-46f1-a470-64227e664559'
const name = 'blog_test_af4067de'
const id = '20261125T040156-0ce4c002'
const fixture = new URL('../fixtures/version-0.1.0/killed-install.jsonl', import.meta.url).pathname

const fleet = useFleet()
let database: DatabaseServer
const at = (...words: readonly string[]): string => join(fleet().home, ...words)
const sitePath = (...words: readonly string[]): string => join(fleet().root, 'sites', 'blog.test', ...words)

const put = (path: string, text: string, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}

/** What version 0.1.0 had written when it was killed: its context, and its journal for this home. */
const putJournal = (): void => {
  const text = readFileSync(fixture, 'utf8')
    .replaceAll('{{HOME}}', fleet().home)
    .replaceAll('{{ROOT}}', fleet().root)
    .replaceAll('{{GROUP}}', userInfo().username)
  put(at('journal', 'open', id, 'journal.jsonl'), text)
  const properties = { platform: '@platform_php', uri: 'blog.test' }
  const context = { format: 1, name: '@blog.test', context_type: 'site', uuid, properties, recorded: {} }
  put(at('contexts', 'blog.test.json'), JSON.stringify(context, undefined, 2))
  put(at('hosts', 'blog.test'), '@blog.test\n')
}

/** What it had made: secrets, database, account and grant, folders and settings; and half of what the installer does. */
const putWorld = async (): Promise<void> => {
  put(at('secrets', 'blog.test.json'), JSON.stringify({ db_passwd: 'secret-Password-1', hash_salt: 'salt' }), 0o600)
  put(sitePath('.provision'), `${uuid}\n`)
  put(sitePath('settings.php'), `<?php\n// provision: @blog.test ${uuid}\n`)
  put(sitePath('files', 'half'), 'half of an upload')
  mkdirSync(sitePath('private'))
  await database.query('INSERT INTO provision.owners VALUES (?, ?, ?, CURRENT_TIMESTAMP)', [name, uuid, '@blog.test'])
  await database.query(`CREATE DATABASE ${name}`)
  await database.query(`CREATE TABLE ${name}.half (id INT)`)
  await database.query(`CREATE USER ${name}@localhost IDENTIFIED BY 'secret-Password-1'`)
  await database.query(`GRANT ALL ON ${name}.* TO ${name}@localhost`)
}

const found = async () => ({
  databases: (await database.query('SHOW DATABASES LIKE ?', [name])).length,
  accounts: (await database.query('SELECT 1 FROM mysql.user WHERE User = ?', [name])).length,
  owners: (await database.query('SELECT 1 FROM provision.owners WHERE name = ?', [name])).length,
  folder: existsSync(sitePath()),
  secrets: existsSync(at('secrets', 'blog.test.json')),
})

beforeAll(async () => {
  database = await fleet().connect()
  await fleet().saveSite('other.test')
  await fleet().run({ task: 'install', name: '@other.test' })
  putJournal()
  await putWorld()
}, 120_000)
afterAll(() => database?.close())

describe('an installation that version 0.1.0 had begun when it was killed', () => {
  it('is undone, as its own journal says', async () => {
    const before = await found()
    const reports = await fleet().tasks().recover(quiet)

    expect(before).toEqual({ databases: 1, accounts: 1, owners: 1, folder: true, secrets: true })
    expect(reports.map(({ context, ok, leftOver }) => [context, ok, leftOver])).toEqual([['@blog.test', true, []]])
    expect(await found()).toEqual({ databases: 0, accounts: 0, owners: 0, folder: false, secrets: false })
  })

  it('is in the history', async () => {
    const [line] = (await fleet().tasks().journal({ context: '@blog.test' })).slice(-1)

    expect(line).toMatchObject({ id, task: 'provision-install', state: 'undone' })
  })

  it('leaves a site that can be installed, and no orphan', async () => {
    await fleet().run({ task: 'install', name: '@blog.test' })

    expect(await found()).toEqual({ databases: 1, accounts: 1, owners: 1, folder: true, secrets: true })
    expect(
      (
        await fleet()
          .tasks()
          .gc({ ...quiet, check: true })
      ).findings,
    ).toEqual([])
  })
})
