import type { DatabaseServer } from '../../../src/hosts/database.js'
import { identifier } from '../../../src/lib/quoting.js'
import { stateOf } from '../../support/database-world.js'
import type { Databases } from '../../support/databases.js'
import type { Bench } from './kind-tests.js'

/** A real database server. */
export interface DatabaseBench extends Bench {
  readonly server: DatabaseServer
}

/** Runs statements before the steps. */
export const arranged =
  (...statements: readonly string[]) =>
  async ({ server }: DatabaseBench): Promise<void> => {
    for (const sql of statements) await server.query(sql)
  }

const system = new Set(['information_schema', 'mysql', 'performance_schema', 'sys', 'provision'])

const dropAll = async (database: DatabaseServer): Promise<void> => {
  for (const { Database: name } of await database.query<{ Database: string }>('SHOW DATABASES'))
    if (!system.has(name)) await database.query(`DROP DATABASE ${identifier(name)}`)
  const users = await database.query<{ User: string; Host: string }>(
    "SELECT User, Host FROM mysql.user WHERE User IN ('new', 'old', 'other')",
  )
  for (const { User, Host } of users) await database.query('DROP USER ?@?', [User, Host])
}

const ownersIn = async (database: DatabaseServer): Promise<readonly unknown[]> => {
  try {
    return await database.query('SELECT name, uuid, context FROM provision.owners ORDER BY name')
  } catch {
    return []
  }
}

/** A server that has had nothing but its registry of owners. */
export const openDatabaseBench = async ({ server, given }: Databases): Promise<DatabaseBench> => {
  const database = server()
  await dropAll(database)
  await database.query('CREATE DATABASE IF NOT EXISTS provision')
  await database.query('DROP TABLE IF EXISTS provision.owners')
  const picture = async () => [await stateOf(database), await ownersIn(database)]
  return { run: given().world, server: database, picture }
}
