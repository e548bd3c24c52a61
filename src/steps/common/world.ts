import type { Vault } from '../../contexts/vault.js'
import type { DatabaseServer } from '../../hosts/database.js'
import type { Holder } from '../../hosts/holder.js'
import type { Host } from '../../hosts/host.js'

/** What steps act on. */
export interface World {
  readonly host: Host
  readonly vault: Vault
  /** PROVISION_HOME. */
  readonly home: string
  /** The database server of a server context: connected on first use, once for a command. */
  readonly database: (server: string) => Promise<DatabaseServer>
  /** An exclusive, short lock on what processes share, such as a server's configuration; waits for it. */
  readonly exclusively: <Value>(subject: string, act: () => Promise<Value>) => Promise<Value>
  /** Requests of health checks that are under way at once. */
  readonly jobs: number
  /** This process, as locks and queues name it. */
  readonly holder: Holder
}
