import { ProvisionError } from '../../errors.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { batches, placeholders, send, ignoringErrors } from './statements.js'

/** The owner of a database or account, from the registry on its server. */
export interface Owner {
  readonly uuid: string
  /** Name of the context. Another home may have another context with that name. */
  readonly context: string
  /** Whether Provision created the database with that name. False for a reserved name, and for an adopted database. */
  readonly made: boolean
}
type Owners = ReadonlyMap<string, Owner>

interface Claim {
  readonly name: string
  readonly uuid: string
  readonly context: string
}

/** The database on each server with the owners of databases and accounts. */
export const registry = 'provision'

const systemNames: ReadonlySet<string> = new Set([
  registry,
  'mysql',
  'information_schema',
  'performance_schema',
  'sys',
  'root',
  'mariadb.sys',
  'mysql.sys',
  'mysql.session',
  'mysql.infoschema',
])

export const noSuchDatabase = 1049
export const noSuchTable = 1146

const createRegistry = `CREATE DATABASE IF NOT EXISTS ${registry} CHARACTER SET utf8mb4`

// With this collation, names that differ only by case are different, like names of databases.
const createOwners = `CREATE TABLE IF NOT EXISTS ${registry}.owners (
  name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  uuid CHAR(36) NOT NULL,
  context VARCHAR(255) NOT NULL,
  created TIMESTAMP NULL DEFAULT NULL COMMENT 'when Provision had made the database'
)`

interface Row {
  readonly name: string
  readonly uuid: string
  readonly context: string
  readonly made: number
}

/** Reads the owners of names in one query. Empty if the registry does not exist yet. */
export const readOwners = async (database: DatabaseServer, names: readonly string[]): Promise<Owners> => {
  const rows = await ignoringErrors(
    [noSuchDatabase, noSuchTable],
    database.query<Row>(
      `SELECT name, uuid, context, created IS NOT NULL AS made FROM ${registry}.owners WHERE name IN (?)`,
      [names],
    ),
  )
  return new Map((rows ?? []).map(({ name, uuid, context, made }) => [name, { uuid, context, made: made === 1 }]))
}

const insert = async (database: DatabaseServer, claims: readonly Claim[]): Promise<void> => {
  for (const batch of batches(claims)) {
    const rows = batch.map(({ name, uuid, context }) => [name, uuid, context])
    const sql = `INSERT INTO ${registry}.owners (name, uuid, context) VALUES ${placeholders(rows)} ON DUPLICATE KEY UPDATE name = name`
    await send(database, [sql, rows.flat()])
  }
}

/** Reserves names, and returns their owners: the first to claim, even if two homes ask at the same time. */
export const claim = async (database: DatabaseServer, claims: readonly Claim[]): Promise<Owners> => {
  await database.query(createRegistry)
  await database.query(createOwners)
  await insert(database, claims)
  return readOwners(
    database,
    claims.map(({ name }) => name),
  )
}

/** Records that Provision created these databases. */
export const markMade = async (database: DatabaseServer, names: readonly string[]): Promise<void> => {
  for (const batch of batches(names))
    await database.query(`UPDATE ${registry}.owners SET created = CURRENT_TIMESTAMP WHERE name IN (?)`, [batch])
}

const forget = async (
  database: DatabaseServer,
  { name, uuid }: Omit<Claim, 'context'>,
  only: string,
): Promise<void> => {
  const sql = `DELETE FROM ${registry}.owners WHERE name = ? AND uuid = ? AND ${only}`
  await ignoringErrors([noSuchDatabase, noSuchTable], send(database, [sql, [name, uuid, name]]))
}

/** Frees the name of a dropped database, unless its account still exists. */
export const forgetDatabase = (database: DatabaseServer, claimed: Omit<Claim, 'context'>): Promise<void> =>
  forget(database, claimed, 'NOT EXISTS (SELECT 1 FROM mysql.user WHERE User = ?)')

/** Frees the name of a dropped account, unless a database with that name still exists. */
export const forgetAccount = (database: DatabaseServer, claimed: Omit<Claim, 'context'>): Promise<void> =>
  forget(database, claimed, 'NOT EXISTS (SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?)')

/** Removes the owner of an account, unless it is also the owner of a database that Provision created. */
export const unmarkAccount = (database: DatabaseServer, claimed: Omit<Claim, 'context'>): Promise<void> =>
  forget(
    database,
    claimed,
    '(created IS NULL OR NOT EXISTS (SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?))',
  )

/** Something on a database server that has, or should get, an owner. */
export interface Marked {
  readonly kind: 'database' | 'account'
  readonly name: string
  readonly server: string
  readonly context: string
  /** UUID of the context. */
  readonly owner: string
}

/** Refuses names that are reserved by the server, or by Provision on it. */
export const refuseSystemName = ({ kind, name, server, context }: Marked): void => {
  if (!systemNames.has(name.toLowerCase())) return
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `the ${kind} ${name} on ${server} is reserved by the server`, {
    context,
    fix: `provision-save ${context} cannot use it; correct ${kind === 'database' ? 'db_name' : 'db_user'} in its context file`,
  })
}

/** Refuses what belongs to another owner in the registry. */
export const refuseForeign = ({ kind, name, server, context, owner }: Marked, found: Owner | undefined): void => {
  if (found === undefined || found.uuid === owner) return
  throw new ProvisionError(
    'PROVISION_FOREIGN_OWNER',
    `the ${kind} ${name} on ${server} belongs to ${found.context} (${found.uuid}), not to ${context}`,
    {
      context,
      fix: `use another name; if ${found.context} no longer exists, delete its row from ${registry}.owners`,
    },
  )
}

/** Refuses what exists without an owner. */
export const refuseUnmarked = ({ kind, name, server, context }: Marked): never => {
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `the ${kind} ${name} on ${server} exists, but has no owner`, {
    context,
    fix: `remove it; or, if ${context} is to have it, and a later delete may remove it: provision-verify ${context} --adopt`,
  })
}
