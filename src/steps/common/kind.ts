import type { Step } from './step.js'
import type { Run, World } from './world.js'

/** How a step would change what was observed. No change, no step. */
export interface Change {
  /** `check` changes nothing: a plan of checks alone is a plan without changes. */
  readonly action: 'create' | 'change' | 'delete' | 'run' | 'check'
  /** Changed text, before and after, for `--diff`; secrets are masked. */
  readonly before?: string
  readonly after?: string
  /** A few words for the list: `mode 0644 → 0640`. */
  readonly detail?: string
}

/** A step and what was true before it. */
export interface Observation<S extends Step = Step, Observed = unknown> {
  readonly step: S
  readonly observed: Observed
}

/** A step about to run, with what undoing it needs: plain JSON, as the journal keeps it. */
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

type Soon<Value> = Value | Promise<Value>

/**
 * A kind of step. Each verb takes many steps, of many contexts, so that one connection, one catalogue, one round trip
 * or one reload serves all of them; each step gets its own outcome. `run` and `undo` are idempotent: after a crash they
 * may run again.
 */
export interface StepKind<S extends Step = Step, Observed = unknown, Before = unknown> {
  readonly kind: S['kind']
  /** How many are written to the journal, and run, together. */
  readonly batch: number | 'all'
  /** `jobs`: steps run side by side, as many as `--jobs` says, and each is told of on its own. Otherwise `run` gets the whole batch. */
  readonly concurrency?: 'jobs'
  /** What is true now, for each step in order. Reads, never changes. */
  readonly observe: (steps: readonly S[], world: World) => Soon<readonly Observed[]>
  /** Pure: how `observed` differs from what the step wants; may refuse, by throwing. */
  readonly change: (step: S, observed: Observed) => Change | undefined
  /** What undo needs, put into the folder `run.keep(step)` on the step's host where it is more than a few words. */
  readonly prepare: (
    observations: readonly Observation<S, Observed>[],
    run: Run,
  ) => Soon<readonly Preparation<Before>[]>
  readonly run: (prepared: readonly Prepared<S, Before>[], run: Run) => Soon<readonly Outcome[]>
  /** In the order in which they are given, which is the reverse of that in which they ran. */
  readonly undo: (prepared: readonly Prepared<S, Before>[], run: Run) => Soon<readonly Outcome[]>
  /** Removes what undo would have needed outside the journal, once nothing will be undone any more. */
  readonly discard?: (prepared: readonly Prepared<S, Before>[], run: Run) => Soon<readonly Outcome[]>
  /** What is there once they have run, as far as an undo long after must find it again; what `observe` says when not given. */
  readonly result?: (prepared: readonly Prepared<S, Before>[], run: Run) => Soon<readonly unknown[]>
  /** Why undoing a step does not bring back what was, when it does not: `the database is dropped for good`. */
  readonly irreversible?: (step: S) => string | undefined
  /** The files that `run` writes on the step's host: what a killed process has left beside them is removed. */
  readonly writes?: (step: S, world: World) => readonly string[]
  /** The paths on the step's host that are gone once it has run: planners of other contexts need not count with them. */
  readonly removes?: (step: S) => readonly string[]
  /** The paths on the step's host that undoing it takes away, for it has made them. */
  readonly undoRemoves?: (prepared: Prepared<S, Before>) => readonly string[]
  /** Tells other processes that such steps are about to run, for them to wait and take these along; returns what takes it back. */
  readonly announce?: (steps: readonly S[], world: World) => () => void
}

export type Kinds = ReadonlyMap<string, StepKind>

/** Steps that are written to the journal together, where a kind has no reason for another number. */
export const defaultBatch = 500
