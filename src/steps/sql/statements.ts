import type { DatabaseServer } from '../../hosts/database.js'
import { messageOf, ProvisionError } from '../../errors.js'
import type { Step } from '../common/step.js'

/** SQL with `?` for each value, and the values. */
export type Statement = readonly [sql: string, values: readonly unknown[]]

/** Names in one statement; a statement of 500 accounts has about 50 kB, far below what a server takes at once. */
const batchSize = 500

export const batches = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / batchSize) }, (_, at) =>
    items.slice(at * batchSize, (at + 1) * batchSize),
  )

/** `(?, ?), (?, ?)` for the rows of an INSERT. */
export const places = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')

export const errnoOf = (error: unknown): unknown => (error as { readonly errno?: unknown }).errno

/** Waits for a statement that may fail with one of these error numbers, because what it takes away is gone already. */
export const unless = async <Value>(errnos: readonly number[], answer: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await answer
  } catch (error) {
    if (errnos.some((errno) => errno === errnoOf(error))) return undefined
    throw error
  }
}

/** The server refused a statement, with what it was for. */
export const failure = (
  code: string,
  what: string,
  step: Step & { readonly server: string },
  cause: unknown,
): ProvisionError => {
  if (cause instanceof ProvisionError) return cause
  return new ProvisionError(code, `cannot ${what} on ${step.server}: ${messageOf(cause)}`, {
    cause,
    context: step.context,
    fix: `provision-verify ${step.server} tells what master_db lacks`,
  })
}

export const send = (database: DatabaseServer, [sql, values]: Statement): Promise<readonly unknown[]> =>
  database.query(sql, values)

/** Statements that the server wrote itself (`SHOW GRANTS`), or that have no values: nothing is put into them. */
export const replay = async (database: DatabaseServer, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await database.query(statement)
}
