import type { Host } from '../hosts/host.js'
import type { DatabaseServer } from '../hosts/database.js'

/** Secrets by context and property. */
export interface Vault {
  readonly read: (context: string, property: string) => string | undefined
  /** Written at once, 0600; undefined removes it. */
  readonly write: (context: string, property: string, value: string | undefined) => void
}

/** What steps act on. */
export interface World {
  readonly host: Host
  readonly vault: Vault
  /** PROVISION_HOME. */
  readonly home: string
  /** The database server of a server context: connected on first use, once for a command. */
  readonly database: (server: string) => Promise<DatabaseServer>
  readonly progress: (message: string) => void
}
