import type { Stages } from '../steps/common/stages.js'
import type { Intent, Plan } from './plan.js'
import type { Ended } from './running.js'

/** A task on some contexts: what it wants is asked for anew once the contexts are locked. */
export interface Task {
  readonly name: string
  readonly contexts: readonly string[]
  readonly stages: Stages
  /** Whether what undo needs is kept after the commit. */
  readonly keeps?: boolean
  /** What is locked besides the contexts, for a moment only, and so waited for. */
  readonly alsoLocks?: readonly string[]
  /** Reads the contexts and says what should be true; a context that cannot be read gives its error. */
  readonly intents: (contexts: readonly string[]) => AsyncIterable<Intent | Failed> | Iterable<Intent | Failed>
}

export interface Failed {
  readonly context: string
  readonly error: unknown
}

export interface Execution {
  readonly waitSeconds?: number
  /** Stops after planning: nothing is changed, and no dead task is recovered. */
  readonly planOnly?: boolean
  /** Runs checks even where nothing changes. */
  readonly alwaysCheck?: boolean
}

/** The plan of one intent, and how it has ended when it was run. */
export interface Executed {
  readonly plan: Plan
  readonly ended?: Ended
}
