import type { Connection } from 'mysql2/promise'
import { messageOf, ProvisionError } from '../errors.js'
import type { DatabaseAddress, DatabaseServer } from './database.js'
import { type Reached, databaseFix } from './database-errors.js'

/**
 * The server refused a statement. The error contains neither the statement nor its values, because they may include a
 * password. `errno` is the server's error number.
 */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused'

  constructor(
    message: string,
    readonly errno: number | undefined,
    /** What to do next. */
    readonly fix: string,
  ) {
    super(message)
  }
}

interface DriverError {
  readonly code?: string
  readonly errno?: number
  readonly fatal?: boolean
}

type Escape = (value: never) => string

const seconds = 1000
const syntaxErrors: readonly unknown[] = ['ER_PARSE_ERROR', 'ER_SYNTAX_ERROR']

// Escaping with backslashes is safe only without NO_BACKSLASH_ESCAPES, quoting with backticks and quotes only without
// ANSI_QUOTES.
const sqlModes = {
  mariadb: 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION',
  mysql: 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
} as const

/**
 * Settings of each session. `DROP DATABASE` waits 50 s for other sessions instead of a day or a year, and the server
 * keeps idle sessions during long tasks. MySQL prints password hashes so that they can be restored.
 */
const sessionSettings = (flavour: DatabaseServer['flavour']): string =>
  [
    `SET SESSION sql_mode = '${sqlModes[flavour]}', SESSION lock_wait_timeout = 50, SESSION wait_timeout = 28800`,
    ...(flavour === 'mysql' ? ['SESSION print_identified_with_as_hex = ON'] : []),
  ].join(', ')

/** Replaces each `?` with an escaped value, except inside quoted identifiers. */
export const bind = (sql: string, values: readonly unknown[], escape: Escape): string => {
  let next = 0
  return sql.replace(/`(?:[^`]|``)*`|\?/g, (found) => (found === '?' ? escape(values[next++] as never) : found))
}

// The server quotes part of the statement in syntax errors.
const refusal = (error: unknown, address: DatabaseAddress): StatementRefused => {
  const { code, errno } = error as DriverError
  const message = syntaxErrors.includes(code) ? 'the statement has a syntax error' : messageOf(error)
  return new StatementRefused(message, errno, databaseFix(error, reachedAt(address)))
}

const placeOf = ({ host, port, socket }: DatabaseAddress): string => socket ?? `${host}:${port}`

const reachedAt = (address: DatabaseAddress): Reached => ({ ...address, at: placeOf(address) })

const connectFailed = (address: DatabaseAddress, error: unknown): ProvisionError =>
  new ProvisionError(
    'PROVISION_DB_CONNECT_FAIL',
    `cannot connect to the database server of ${address.server} at ${placeOf(address)} as ${address.user}: ${messageOf(error)}`,
    { cause: refusal(error, address), fix: databaseFix(error, reachedAt(address)) },
  )

const place = ({ host, port, socket }: DatabaseAddress) =>
  socket === undefined ? { host, port } : { socketPath: socket }

const open = async (address: DatabaseAddress): Promise<Connection> => {
  const { createConnection } = await import('mysql2/promise')
  const { user, password } = address
  try {
    return await createConnection({
      ...place(address),
      user,
      password,
      charset: 'utf8mb4',
      connectTimeout: 10 * seconds,
      multipleStatements: false,
      jsonStrings: true,
      // Compiling a function for each kind of row would take longer than reading the few rows of one command.
      disableEval: true,
    })
  } catch (error) {
    throw connectFailed(address, error)
  }
}

const versionOf = async (connection: Connection): Promise<string> => {
  const [rows] = await connection.query('SELECT VERSION() AS version')
  return (rows as unknown as readonly { version: string }[])[0]?.version ?? ''
}

const flavourOf = (version: string): DatabaseServer['flavour'] => (/mariadb/i.test(version) ? 'mariadb' : 'mysql')

/**
 * A session that connects again after the server closed the connection, so that undo works after a restart of the
 * server.
 */
class Session {
  #connection: Promise<Connection> | undefined
  version = ''

  constructor(readonly address: DatabaseAddress) {}

  ready(): Promise<Connection> {
    this.#connection ??= this.#start().catch((error: unknown) => {
      this.lose()
      throw error
    })
    return this.#connection
  }

  lose(): void {
    this.#connection = undefined
  }

  async end(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined)
    this.lose()
    await connection?.end().catch(() => connection.destroy())
  }

  async #start(): Promise<Connection> {
    const connection = await open(this.address)
    connection.on('error', () => this.lose())
    try {
      this.version = await versionOf(connection)
      await connection.query(sessionSettings(flavourOf(this.version)))
      return connection
    } catch (error) {
      connection.destroy()
      throw connectFailed(this.address, error)
    }
  }
}

const run = async (session: Session, sql: string, values?: readonly unknown[]): Promise<readonly unknown[]> => {
  const connection = await session.ready()
  try {
    const { escape } = await import('mysql2/promise')
    const [rows] = await connection.query(values === undefined ? sql : bind(sql, values, escape))
    return Array.isArray(rows) ? rows : []
  } catch (error) {
    if ((error as DriverError).fatal) session.lose()
    throw refusal(error, session.address)
  }
}

/** Connects to a database server at once, so that a wrong address or password shows before any change. */
export const connect = async (address: DatabaseAddress): Promise<DatabaseServer> => {
  const session = new Session(address)
  await session.ready()
  return {
    flavour: flavourOf(session.version),
    version: session.version,
    query: <Row>(sql: string, values?: readonly unknown[]) => run(session, sql, values) as Promise<readonly Row[]>,
    close: () => session.end(),
  }
}
