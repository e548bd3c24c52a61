import type { DatabaseServer } from '../../hosts/database.js'
import { groupBy } from '../../lib/group-by.js'
import { identifier } from '../../lib/quoting.js'
import type { HeldData, InstallationProof } from '../common/step.js'

/** A database with data, and what proves the installation in it. */
interface Asked {
  readonly name: string
  readonly proof: InstallationProof
}

interface Holding {
  readonly name: string
  readonly holds?: HeldData
}

/** Those with tables whose installation is to be proved. */
const asking = (holding: readonly Holding[], filled: ReadonlySet<string>): readonly Asked[] =>
  holding.flatMap(({ name, holds }) =>
    holds?.proof === undefined || !filled.has(name) ? [] : [{ name, proof: holds.proof }],
  )

/** The table of each database whose name ends so. Of several the shortest, for the others belong to parts of it. */
const tablesEnding = async (
  database: DatabaseServer,
  names: readonly string[],
  ending: string,
): Promise<ReadonlyMap<string, string>> => {
  const sql = `SELECT TABLE_SCHEMA AS name, TABLE_NAME AS found FROM information_schema.TABLES
    WHERE TABLE_SCHEMA IN (?) AND RIGHT(TABLE_NAME, ?) = ? ORDER BY CHAR_LENGTH(TABLE_NAME) DESC`
  const rows = await database.query<{ name: string; found: string }>(sql, [names, ending.length, ending])
  return new Map(rows.map(({ name, found }) => [name, found]))
}

interface Row {
  readonly filled: number
  readonly value: string | null
}

/** What is wrong with a table, in words. One that cannot be read is left to the health check. */
const wrongIn = async (
  database: DatabaseServer,
  { name, proof }: Asked,
  found: string,
): Promise<string | undefined> => {
  const { key, keyColumn, valueColumn, value } = proof
  const table = `${identifier(name)}.${identifier(found)}`
  const sql = `SELECT EXISTS(SELECT 1 FROM ${table}) AS filled,
    (SELECT CONVERT(${identifier(valueColumn)} USING utf8mb4) FROM ${table} WHERE ${identifier(keyColumn)} = ? LIMIT 1) AS value`
  const [row] = await database.query<Row>(sql, [key]).catch((): readonly Row[] => [])
  if (row === undefined) return undefined
  if (row.filled === 0) return `has nothing in its table ${found}`
  return row.value === null || value === undefined || row.value === value
    ? undefined
    : `holds another site, installed for the uuid ${row.value} (--install_method=manual keeps it as this one's)`
}

/** The databases without the installation that they should hold, each with what is there instead. */
export const withoutInstallation = async (
  database: DatabaseServer,
  holding: readonly Holding[],
  filled: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const wrong = new Map<string, string>()
  for (const [ending, group] of groupBy(asking(holding, filled), ({ proof }) => proof.tableEnding)) {
    const names = group.map(({ name }) => name)
    const tables = await tablesEnding(database, names, ending)
    for (const one of group) {
      const table = tables.get(one.name)
      const words = table === undefined ? `has no table …${ending}` : await wrongIn(database, one, table)
      if (words !== undefined) wrong.set(one.name, words)
    }
  }
  return wrong
}
