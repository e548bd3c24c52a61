import type { DatabaseServer } from '../../hosts/database.js'
import { type Account, readAccounts } from './accounts.js'
import { existing } from './databases.js'
import { noSuchDatabase, noSuchTable, registry } from './owners.js'
import { ignoringErrors } from './statements.js'

/** A row of the registry of owners. */
export interface OwnerRow {
  readonly name: string
  readonly uuid: string
  /** Name of the context. Another home may have another context with that name. */
  readonly context: string
}

/** A row of the registry, with what the server has under its name. */
export interface Registered extends OwnerRow {
  readonly database: boolean
  readonly accounts: readonly Account[]
}

const readRows = async (database: DatabaseServer): Promise<readonly OwnerRow[]> => {
  const sql = `SELECT name, uuid, context FROM ${registry}.owners ORDER BY name`
  return (await ignoringErrors([noSuchDatabase, noSuchTable], database.query<OwnerRow>(sql))) ?? []
}

/** Reads the wanted rows of the registry, with what exists under their names. At most three queries. */
export const readRegistered = async (
  database: DatabaseServer,
  isWanted: (row: OwnerRow) => boolean,
): Promise<readonly Registered[]> => {
  const rows = (await readRows(database)).filter(isWanted)
  const names = rows.map(({ name }) => name)
  if (names.length === 0) return []
  const databases = await existing(database, names)
  const accounts = await readAccounts(database, names)
  return rows.map((row) => ({ ...row, database: databases.has(row.name), accounts: accounts.get(row.name) ?? [] }))
}
