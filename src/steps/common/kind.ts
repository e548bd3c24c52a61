import type { Step } from './step.js'
import type { Run, World } from './world.js'

/** How a step would change the observed state. A step without a change is dropped. */
export interface Change {
  /** `check` changes nothing: a plan of checks alone has no changes. */
  readonly action: 'create' | 'change' | 'delete' | 'run' | 'check'
  /** The text before and after, for `--diff`. Secrets are masked. */
  readonly before?: string
  readonly after?: string
  /** A few words for the list: `mode 0644 → 0640`. */
  readonly detail?: string
}

/** Where a step keeps data, and what was found there. */
export interface Held {
  /** Identifies the place among all hosts and servers: `localhost:/srv/files`. */
  readonly place: string
  readonly state: 'gone' | 'empty' | 'filled'
  /** What is found instead of the data, in words after its name: `is a link now`. */
  readonly instead?: string | undefined
}

/** A step with the state before it. */
export interface Observation<S extends Step = Step, Observed = unknown> {
  readonly step: S
  readonly observed: Observed
}

/** A step about to run, with its undo data: plain JSON, as the journal stores it. */
export interface Prepared<S extends Step = Step, Before = unknown> {
  readonly step: S
  readonly before: Before
}

export type Preparation<Before = unknown> =
  | { readonly ok: true; readonly before: Before }
  | { readonly ok: false; readonly error: unknown }

export type Outcome =
  | { readonly ok: true; readonly result?: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly error: unknown }

/** What undo restores from a backup. */
export interface Restored {
  /** The file that is restored. Undefined if only a part of a file is. */
  readonly path?: string
  /** The backup. */
  readonly from: string
}

/** What an undo does, in words: `remove the folder X`. */
export interface Undoing {
  readonly action: 'create' | 'change' | 'delete'
  readonly title: string
}

type MaybePromise<Value> = Value | Promise<Value>

/**
 * A kind of step. Each function takes many steps of many contexts, so that one connection, one query, one round trip or
 * one reload serves all of them. Each step has its own outcome. `run` and `undo` are idempotent: after a crash they may
 * run again.
 */
export interface StepKind<S extends Step = Step, Observed = unknown, Before = unknown> {
  readonly kind: S['kind']
  /** How many steps are written to the journal and run together. */
  readonly batch: number | 'all'
  /**
   * `jobs`: steps run in parallel, as many as `--jobs` says, and each reports on its own. Otherwise `run` gets the
   * whole batch.
   */
  readonly concurrency?: 'jobs'
  /** Returns the present state for each step, in order. Reads, never changes. */
  readonly observe: (steps: readonly S[], world: World) => MaybePromise<readonly Observed[]>
  /** Pure. Says how `observed` differs from what the step wants. May refuse by throwing. */
  readonly change: (step: S, observed: Observed) => Change | undefined
  /** What the user should know of what was observed, although it stops nothing. */
  readonly warnings?: (step: S, observed: Observed) => readonly string[]
  /** For steps with `holds`: where the data is, and whether it is there. Undefined if this cannot be seen now. */
  readonly held?: (step: S, observed: Observed) => Held | undefined
  /**
   * What is true right before a plan changes anything; `prepare` gets it as observed. For steps that compare with it. A
   * plan without changes is not asked.
   */
  readonly before?: (steps: readonly S[], world: World) => MaybePromise<readonly Observed[]>
  /** Returns undo data. Larger data goes to the folder `run.keep(step)` on the step's host. */
  readonly prepare: (
    observations: readonly Observation<S, Observed>[],
    run: Run,
  ) => MaybePromise<readonly Preparation<Before>[]>
  readonly run: (prepared: readonly Prepared<S, Before>[], run: Run) => MaybePromise<readonly Outcome[]>
  /** Gets the steps in the reverse order of their run. */
  readonly undo: (prepared: readonly Prepared<S, Before>[], run: Run) => MaybePromise<readonly Outcome[]>
  /** What undo does. Not for a kind with nothing to undo, or that is never undone once it has succeeded. */
  readonly undoing?: (prepared: Prepared<S, Before>) => Undoing
  /** Removes undo data outside the journal, once nothing will be undone any more. */
  readonly discard?: (prepared: readonly Prepared<S, Before>[], run: Run) => MaybePromise<readonly Outcome[]>
  /** The state after the run, which a later undo compares with. Default: `observe`. */
  readonly result?: (prepared: readonly Prepared<S, Before>[], run: Run) => MaybePromise<readonly unknown[]>
  /** Why undo does not restore the old state, if so: `the dropped database cannot be restored`. */
  readonly irreversible?: (step: S) => string | undefined
  /** The files that `run` writes on the step's host. Temporary files beside them are removed after a crash. */
  readonly writes?: (step: S, world: World) => readonly string[]
  /**
   * The paths on the step's host that do not exist after the run, so that planners of other contexts can ignore them.
   */
  readonly removes?: (step: S) => readonly string[]
  /** The backups on the step's host that undo restores from. */
  readonly restores?: (prepared: Prepared<S, Before>) => readonly Restored[]
  /** The paths on the step's host that undo removes, because the step created them. */
  readonly undoRemoves?: (prepared: Prepared<S, Before>) => readonly string[]
  /**
   * Tells other processes that such steps are about to run, so that they wait and run these too. Returns a function
   * that retracts this.
   */
  readonly announce?: (steps: readonly S[], world: World) => () => void
}

export type Kinds = ReadonlyMap<string, StepKind>

/** The number of steps that are written to the journal together, unless a kind has a reason for another number. */
export const defaultBatch = 500
