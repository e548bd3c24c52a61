import type { Vault } from '../../contexts/vault.js'
import type { DatabaseServer } from '../../hosts/database.js'
import type { Holder } from '../../hosts/holder.js'
import type { Host } from '../../hosts/host.js'
import type { Step } from './step.js'

/** What steps act on. */
export interface World {
  /** PROVISION_HOME, on this machine. */
  readonly home: string
  readonly vault: Vault
  /** The host of a step; throws for one that cannot be reached. */
  readonly host: (name: string) => Host
  /** The database server of a server context: connected on first use, once for a task. */
  readonly database: (server: string) => Promise<DatabaseServer>
  /** An exclusive, short lock on what tasks share, such as a server's configuration; waits for it. */
  readonly exclusively: <Value>(subject: string, act: () => Promise<Value>) => Promise<Value>
  /** How many programs and health checks are under way at once. */
  readonly jobs: number
  /** This task, as locks and queues name it. */
  readonly holder: Holder
}

/** The world while steps run. */
export interface Run extends World {
  /** A folder on the host of a step, for what its undo needs; it may have to be made. */
  readonly keep: (step: Step) => string
  /** Tells how far a long step is: `done` bytes, files or rows, of how many where that is known. */
  readonly report: (step: Step, done: number, of?: number, unit?: string) => void
  /** Tells that a server has taken its new configuration into use. */
  readonly reloaded: (server: string, milliseconds: number) => void
  /** Aborted when the task is interrupted: long steps end early. */
  readonly signal: AbortSignal
}
