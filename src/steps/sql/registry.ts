import type { DatabaseServer } from '../../hosts/database.js'
import { type Account, readAccounts } from './accounts.js'
import { existing } from './databases.js'
import { noSuchDatabase, noSuchTable, registry } from './owners.js'
import { unless } from './statements.js'

/** A row of the registry of owners. */
export interface OwnerRow {
  readonly name: string
  readonly uuid: string
  /** Name of the context; another home may have other contexts by that name. */
  readonly context: string
}

/** What a database server has under a name of its registry. */
export interface Registered extends OwnerRow {
  readonly database: boolean
  readonly accounts: readonly Account[]
}

const readRows = async (database: DatabaseServer): Promise<readonly OwnerRow[]> => {
  const sql = `SELECT name, uuid, context FROM ${registry}.owners ORDER BY name`
  return (await unless([noSuchDatabase, noSuchTable], database.query<OwnerRow>(sql))) ?? []
}

/** Those rows of the registry that are asked for, with what is there under their names: three queries at most. */
export const readRegistered = async (
  database: DatabaseServer,
  isWanted: (row: OwnerRow) => boolean,
): Promise<readonly Registered[]> => {
  const rows = (await readRows(database)).filter(isWanted)
  const names = rows.map(({ name }) => name)
  if (names.length === 0) return []
  const there = await existing(database, names)
  const accounts = await readAccounts(database, names)
  return rows.map((row) => ({ ...row, database: there.has(row.name), accounts: accounts.get(row.name) ?? [] }))
}
