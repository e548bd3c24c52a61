import type { DatabaseServer } from '../../hosts/database.js'
import { identifier } from '../../lib/quoting.js'
import { errnoOf } from './statements.js'

const databaseExists = 1007

/** The names that are databases, in one query. */
export const existing = async (database: DatabaseServer, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const sql = 'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (?)'
  return new Set((await database.query<{ name: string }>(sql, [names])).map(({ name }) => name))
}

/** The databases that have tables, in one query. */
export const withTables = async (database: DatabaseServer, names: readonly string[]): Promise<ReadonlySet<string>> => {
  const sql = 'SELECT DISTINCT TABLE_SCHEMA AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA IN (?)'
  return new Set((await database.query<{ name: string }>(sql, [names])).map(({ name }) => name))
}

/** Whether a database has a table, or one whose name ends so. */
export const hasTables = async (database: DatabaseServer, name: string, ending = ''): Promise<boolean> => {
  const sql = 'SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND RIGHT(TABLE_NAME, ?) = ? LIMIT 1'
  return (await database.query(sql, [name, ending.length, ending])).length > 0
}

/**
 * Creates a database. If it exists and is empty, the same step created it before a crash. If it has tables, somebody
 * else did.
 */
export const createDatabase = async (
  database: DatabaseServer,
  { name, charset }: { readonly name: string; readonly charset: 'utf8mb4' },
): Promise<void> => {
  try {
    await database.query(`CREATE DATABASE ${identifier(name)} CHARACTER SET ${charset}`)
  } catch (error) {
    if (errnoOf(error) !== databaseExists || (await hasTables(database, name))) throw error
  }
}

export const dropDatabase = async (database: DatabaseServer, name: string): Promise<void> => {
  await database.query(`DROP DATABASE IF EXISTS ${identifier(name)}`)
}

/** Drops everything in a database, but not the database. Does nothing if it does not exist. */
export const dropTables = async (database: DatabaseServer, name: string): Promise<void> => {
  const sql = 'SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?'
  const tables = await database.query<{ name: string; type: string }>(sql, [name])
  if (tables.length === 0) return
  await database.query('SET FOREIGN_KEY_CHECKS = 0')
  for (const table of tables)
    await database.query(
      `DROP ${table.type === 'VIEW' ? 'VIEW' : 'TABLE'} ${identifier(name)}.${identifier(table.name)}`,
    )
  await database.query('SET FOREIGN_KEY_CHECKS = 1')
}
