import type { ErrorCode } from '../../lib/error-codes.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { StatementRefused } from '../../hosts/mysql.js'
import { messageOf, ProvisionError } from '../../errors.js'
import { chunksOf } from '../../lib/chunks.js'
import type { Step } from '../common/step.js'
import { command } from '../../lib/shell-word.js'

/** SQL with `?` for each value, and the values. */
export type Statement = readonly [sql: string, values: readonly unknown[]]

/** Names in one statement. A statement with 500 accounts has about 50 kB, far below the limit of a server. */
const batchSize = 500

export const batches = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => chunksOf(items, batchSize)

/** `(?, ?), (?, ?)` for the rows of an INSERT. */
export const placeholders = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')

export const errnoOf = (error: unknown): unknown => (error as { readonly errno?: unknown }).errno

/** Waits for a statement, and ignores these error numbers: what it removes may be removed already. */
export const ignoringErrors = async <Value>(
  errnos: readonly number[],
  answer: Promise<Value>,
): Promise<Value | undefined> => {
  try {
    return await answer
  } catch (error) {
    if (errnos.some((errno) => errno === errnoOf(error))) return undefined
    throw error
  }
}

/** The error when the server refuses a statement, with the purpose of the statement. */
export const failure = (
  code: ErrorCode,
  what: string,
  step: Step & { readonly server: string },
  cause: unknown,
): ProvisionError => {
  if (cause instanceof ProvisionError) return cause
  return new ProvisionError(code, `cannot ${what} on ${step.server}: ${messageOf(cause)}`, {
    cause,
    context: step.context,
    fix: cause instanceof StatementRefused ? cause.fix : command`read the log of ${step.server}, then retry`,
  })
}

export const send = (database: DatabaseServer, [sql, values]: Statement): Promise<readonly unknown[]> =>
  database.query(sql, values)

/** Runs statements without values: the server wrote them itself (`SHOW GRANTS`), or they have none. */
export const replay = async (database: DatabaseServer, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await database.query(statement)
}
