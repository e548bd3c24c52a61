/** A connection to a database server with the rights of `master_db`. */
export interface DatabaseServer {
  readonly flavour: 'mariadb' | 'mysql'
  /** As the server tells it: `10.11.19-MariaDB`. */
  readonly version: string
  /** One statement; values are bound to `?`, identifiers are quoted by the caller with `identifier` of `src/quoting.ts`. */
  readonly query: <Row>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>
  readonly close: () => Promise<void>
}

export interface DatabaseAddress {
  /** The context that it is the address of. */
  readonly server: string
  readonly host: string
  readonly port: number
  /** Instead of host and port. */
  readonly socket: string | undefined
  readonly user: string
  readonly password: string
}
