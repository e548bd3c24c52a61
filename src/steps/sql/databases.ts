import type { Undoing } from '../common/kind.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { identifier } from '../../lib/quoting.js'
import { errnoOf } from './statements.js'

const databaseExists = 1007

/** The names that are databases, in one query. */
export const existing = async (database: DatabaseServer, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const sql = 'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (?)'
  return new Set((await database.query<{ name: string }>(sql, [names])).map(({ name }) => name))
}

/** The databases that contain anything: a table, a view, a routine or an event. */
export const filled = async (database: DatabaseServer, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const sql = `SELECT TABLE_SCHEMA AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?)
    UNION SELECT ROUTINE_SCHEMA FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA IN (?)
    UNION SELECT EVENT_SCHEMA FROM information_schema.EVENTS WHERE EVENT_SCHEMA IN (?)`
  return new Set((await database.query<{ name: string }>(sql, [names, names, names])).map(({ name }) => name))
}

/** The databases that have tables, in one query. */
export const withTables = async (database: DatabaseServer, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const sql = 'SELECT DISTINCT TABLE_SCHEMA AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?)'
  return new Set((await database.query<{ name: string }>(sql, [names])).map(({ name }) => name))
}

/** The bytes of data and indexes in databases together, in one query. */
export const sizes = async (database: DatabaseServer, names: readonly string[]): Promise<number> => {
  const sql = `SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS bytes
    FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?)`
  const [row] = await database.query<{ bytes: number | string }>(sql, [names])
  return Number(row?.bytes ?? 0)
}

/** Whether a database has a table, or one whose name ends so. */
export const hasTables = async (database: DatabaseServer, name: string, ending = ''): Promise<boolean> => {
  const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND RIGHT(TABLE_NAME, ?) = ? LIMIT 1'
  return (await database.query(sql, [name, ending.length, ending])).length > 0
}

/**
 * Creates a database. If it exists and is empty, the same step created it before a crash. Otherwise somebody else
 * did.
 */
export const createDatabase = async (
  database: DatabaseServer,
  { name, charset }: { readonly name: string; readonly charset: 'utf8mb4' },
): Promise<void> => {
  try {
    await database.query(`CREATE DATABASE ${identifier(name)} CHARACTER SET ${charset}`)
  } catch (error) {
    if (errnoOf(error) !== databaseExists || (await filled(database, [name])).has(name)) throw error
  }
}

export const dropDatabase = async (database: DatabaseServer, name: string): Promise<void> => {
  await database.query(`DROP DATABASE IF EXISTS ${identifier(name)}`)
}

interface Content {
  readonly name: string
  /** As in `DROP <type>`. */
  readonly type: 'TABLE' | 'VIEW' | 'PROCEDURE' | 'FUNCTION' | 'EVENT'
}

const contentOf = (database: DatabaseServer, name: string): Promise<readonly Content[]> =>
  database.query<Content>(
    `SELECT TABLE_NAME AS name, IF(TABLE_TYPE = 'VIEW', 'VIEW', 'TABLE') AS type
       FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?
     UNION SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?
     UNION SELECT EVENT_NAME, 'EVENT' FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?`,
    [name, name, name],
  )

/** Drops everything in a database, but not the database. Does nothing if it does not exist. */
export const dropContent = async (database: DatabaseServer, name: string): Promise<void> => {
  const content = await contentOf(database, name)
  if (content.length === 0) return
  await database.query('SET FOREIGN_KEY_CHECKS = 0')
  for (const one of content) await database.query(`DROP ${one.type} ${identifier(name)}.${identifier(one.name)}`)
  await database.query('SET FOREIGN_KEY_CHECKS = 1')
}

/** What undo does with a database, in words. */
export const undoingDatabase = (name: string, existed: boolean): Undoing =>
  existed
    ? { action: 'change', title: `restore the owner of the database ${name}` }
    : { action: 'delete', title: `drop the database ${name}` }
