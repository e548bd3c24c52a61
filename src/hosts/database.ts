/** A connection to a database server with the privileges of `master_db`. */
export interface DatabaseServer {
  readonly flavour: 'mariadb' | 'mysql'
  /** As the server reports it: `10.11.19-MariaDB`. */
  readonly version: string
  /**
   * Runs one statement. Values are bound to `?`. The caller quotes identifiers with `identifier` of `src/quoting.ts`.
   */
  readonly query: <Row>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>
  readonly close: () => Promise<void>
}

export interface DatabaseAddress {
  /** The server context with this address. */
  readonly server: string
  readonly host: string
  readonly port: number
  /** Instead of host and port. */
  readonly socket: string | undefined
  /** The command that starts it, or shows why it does not run. Default: that of Debian. */
  readonly start?: string | undefined
  readonly user: string
  readonly password: string
}
