import type { Vault } from '../../contexts/vault.js'
import type { DatabaseServer } from '../../hosts/database.js'
import type { Holder } from '../../hosts/holder.js'
import type { Host } from '../../hosts/host.js'
import type { Step } from './step.js'

/** Everything that steps act on. */
export interface World {
  /** PROVISION_HOME, on this machine. */
  readonly home: string
  readonly vault: Vault
  /** The host of a step. Throws if it cannot be reached. */
  readonly host: (name: string) => Host
  /** The database server of a server context. Connects once for a task, on first use. */
  readonly database: (server: string) => Promise<DatabaseServer>
  /** A short exclusive lock on something that tasks share, such as a server's configuration. Waits for it. */
  readonly exclusively: <Value>(subject: string, act: () => Promise<Value>) => Promise<Value>
  /** How many programs and health checks run at once. */
  readonly jobs: number
  /** This task, as named in locks and queues. */
  readonly holder: Holder
}

/** The world while steps run. */
export interface Run extends World {
  /** A folder on the host of a step, for its undo data. It may not exist yet. */
  readonly keep: (step: Step) => string
  /** Reports progress of a long step: bytes, files or rows done, and the total if known. */
  readonly report: (step: Step, done: number, of?: number, unit?: string) => void
  /** Keeps what a program has written in the journal, as a whole. */
  readonly output: (step: Step, written: { readonly stdout: string; readonly stderr: string }) => void
  /** Reports that a server uses its new configuration. */
  readonly reloaded: (server: string, milliseconds: number) => void
  /** Aborted when the task is interrupted. Long steps then end early. */
  readonly signal: AbortSignal
}
