import { lstatSync, readFileSync, readlinkSync, readdirSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { DatabaseServer } from '../../../src/hosts/database.js'
import { localHost } from '../../../src/hosts/local/index.js'
import type { Fleet } from './fleet.js'

export type Picture = Readonly<Record<string, string>>

const digest = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex').slice(0, 16)

const line = (path: string): string => {
  const stats = lstatSync(path)
  const access = `${(stats.mode & 0o7777).toString(8)} ${stats.uid}:${stats.gid}`
  if (stats.isSymbolicLink()) return `link → ${readlinkSync(path)}`
  return stats.isDirectory() ? `directory ${access}` : `file ${access} ${digest(readFileSync(path))}`
}

const pathsBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))

/** Everything below a folder with its mode, owner and content. */
export const pictureOfFolder = (folder: string): Picture => {
  const paths = pathsBelow(folder)
  return Object.fromEntries(
    paths.filter((path) => !path.endsWith('/generation.conf')).map((path) => [path, line(path)]),
  )
}

/** Rows by what names them. */
const rows = async (
  database: DatabaseServer,
  label: string,
  table: string,
  key: readonly string[],
): Promise<Picture> => {
  const found = await database.query<Record<string, unknown>>(`SELECT * FROM ${table}`)
  return Object.fromEntries(
    found.map((row) => [`${label} ${key.map((name) => String(row[name])).join(' ')}`, digest(JSON.stringify(row))]),
  )
}

const tablesOf = async (database: DatabaseServer): Promise<Picture> => {
  const tables = await database.query<{ readonly db: string; readonly name: string }>(
    "SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema', 'provision')",
  )
  const sums = await Promise.all(
    tables.map(async ({ db, name }) => {
      const [sum] = await database.query<{ readonly Checksum: number }>(`CHECKSUM TABLE \`${db}\`.\`${name}\``)
      return [`table ${db}.${name}`, String(sum?.Checksum)] as const
    }),
  )
  return Object.fromEntries(sums)
}

/** Databases, accounts, grants, the registry of owners, and the rows of sites' tables. */
export const pictureOfDatabases = async (database: DatabaseServer): Promise<Picture> => ({
  ...(await rows(database, 'database', 'information_schema.SCHEMATA', ['SCHEMA_NAME'])),
  ...(await rows(database, 'account', 'mysql.user', ['User', 'Host'])),
  ...(await rows(database, 'grant', 'mysql.db', ['User', 'Host', 'Db'])),
  ...(await rows(database, 'owner', 'provision.owners', ['name'])),
  ...(await tablesOf(database)),
})

const answersAt = async (
  { home }: Fleet,
  port: number,
  hosts: readonly string[],
): Promise<readonly (readonly [host: string, answer: string])[]> => {
  const { request } = localHost(home)
  return Promise.all(
    hosts.map(async (host) => {
      const { status, body, location } = await request({ port, host: `${host}:${port}`, path: '/' })
      return [host, `${status} ${location ?? ''} ${body}`] as const
    }),
  )
}

/** What the running web server of @server_master says for each host name. */
export const pictureOfAnswers = async (fleet: Fleet, hosts: readonly string[]): Promise<Picture> =>
  Object.fromEntries((await answersAt(fleet, fleet.port, hosts)).map(([host, text]) => [`http://${host}/`, text]))

/** What the other running web servers say. */
const pictureOfOthers = async (fleet: Fleet, hosts: readonly string[]): Promise<Picture> => {
  const others = fleet.sandbox.state.http.slice(1).map(async (type) => {
    const answers = await answersAt(fleet, fleet.portOf(type), hosts)
    return answers.map(([host, text]) => [`http://${host}/ of ${type}`, text] as const)
  })
  return Object.fromEntries((await Promise.all(others)).flat())
}

const folders = ['contexts', 'hosts', 'secrets', 'config', 'srv'] as const

const present = (home: string): readonly string[] => {
  const there = new Set(readdirSync(home))
  return folders.filter((name) => there.has(name))
}

/** All that a task may change, the generation mark of the web server excepted. */
export const pictureOf = async (
  fleet: Fleet,
  database: DatabaseServer,
  hosts: readonly string[],
): Promise<Picture> => ({
  ...Object.assign({}, ...present(fleet.home).map((name) => pictureOfFolder(join(fleet.home, name)))),
  ...(await pictureOfDatabases(database)),
  ...(await pictureOfAnswers(fleet, hosts)),
  ...(await pictureOfOthers(fleet, hosts)),
})

/** What differs, as lines; none when nothing does. */
export const differences = (before: Picture, after: Picture): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key}: ${before[key] ?? 'not there'} → ${after[key] ?? 'gone'}`)

/** Inode and time of change of everything below some folders of a home. */
export const stampsOf = (home: string, folders: readonly string[]): Picture =>
  Object.fromEntries(
    folders
      .flatMap((folder) => [join(home, folder), ...pathsBelow(join(home, folder))])
      .map((path) => {
        const { ino, mtimeMs, ctimeMs } = lstatSync(path)
        return [path, `${ino} ${mtimeMs} ${ctimeMs}`]
      }),
  )
