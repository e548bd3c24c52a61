import type { Stages } from '../steps/common/stages.js'
import type { Intent, Plan } from './plan.js'
import type { Ended } from './running.js'

/** A task on some contexts. Its intents are read again once the contexts are locked. */
export interface Task {
  readonly name: string
  readonly contexts: readonly string[]
  readonly stages: Stages
  /** Whether undo data is kept after the commit. */
  readonly keeps?: boolean
  /** Whether what has failed is left as it is, to be looked at. */
  readonly keepsFailed?: boolean
  /** Locks besides the contexts. They are held only for a moment, so the task waits for them. */
  readonly alsoLocks?: readonly string[]
  /** Reads the contexts and returns what should be true. A context that cannot be read returns its error. */
  readonly intents: (contexts: readonly string[]) => AsyncIterable<Intent | Failed> | Iterable<Intent | Failed>
}

export interface Failed {
  readonly context: string
  readonly error: unknown
}

export interface Execution {
  readonly waitSeconds?: number
  /** Stops after planning. Changes nothing and recovers no dead task. */
  readonly planOnly?: boolean
  /** Runs checks even where nothing changes. */
  readonly alwaysCheck?: boolean
}

/** The plan of one intent, and how it ended if it ran. */
export interface Executed {
  readonly plan: Plan
  readonly ended?: Ended
}
