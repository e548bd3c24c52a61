import type { World } from './world.js'

/**
 * The order in which the steps of a plan run, whatever service asked for them; a batch of contexts goes
 * through it stage by stage, so that all accounts are made before all grants and each web server reloads once.
 */
export const stages = [
  'secret',
  'account',
  'database',
  'grant',
  'directory',
  'file',
  'application',
  'web',
  'withdraw',
  'check',
  'record',
  'cleanup',
] as const
export type Stage = (typeof stages)[number]

/**
 * What should be true, as plain JSON data. A step has no secret in it: where one goes, the text has a
 * secret mark (`secretMark`), which is filled in only while the step runs.
 */
export interface Step {
  /** The file of `src/steps/` that reads, runs and undoes it. */
  readonly kind: string
  readonly stage: Stage
  /** The context that it is done for. */
  readonly context: string
  /** What it does, as a sentence without a full stop: `write the vhost of example.com`. */
  readonly title: string
}

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

/** What the undo of a step needs, as the journal keeps it: plain JSON, and files beside it. */
export type Before = { readonly [name: string]: unknown }

export type Outcome =
  | { readonly ok: true; readonly result?: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly error: unknown }

/** A step about to run, with what undoing it needs. */
export interface Prepared<S extends Step> {
  readonly step: S
  readonly before: Before
}

/**
 * A kind of step. Many steps of one kind run together, so that one connection, one catalogue or one reload
 * serves all of them; each gets its own outcome. `run` and `undo` are idempotent: after a crash they may run again.
 */
export interface StepKind<S extends Step = Step, Observed = unknown> {
  readonly kind: S['kind']
  /** What is true now, for each step in order. Reads, never changes. */
  readonly observe: (steps: readonly S[], world: World) => readonly Observed[] | Promise<readonly Observed[]>
  /** Pure: how `observed` differs from what the step wants. */
  readonly change: (step: S, observed: Observed) => Change | undefined
  /** What undo needs, put beside the journal in `keep` (a directory that exists, for this step alone; made on call). */
  readonly prepare: (step: S, observed: Observed, keep: () => string, world: World) => Before | Promise<Before>
  readonly run: (steps: readonly Prepared<S>[], world: World) => readonly Outcome[] | Promise<readonly Outcome[]>
  readonly undo: (prepared: Prepared<S>, world: World) => void | Promise<void>
  /** The files that `run` writes: what a killed process has left beside them is removed. */
  readonly writes?: (step: S, world: World) => readonly string[]
  /** Tells other processes that such steps are about to run, for them to wait and take these along; returns what takes it back. */
  readonly announce?: (steps: readonly S[], world: World) => () => void
  /** Undoes steps of many contexts together, where that is cheaper. */
  readonly undoTogether?: (
    prepared: readonly Prepared<S>[],
    world: World,
  ) => readonly Outcome[] | Promise<readonly Outcome[]>
  /** What is left to do when the plan has ended well: removes what `undo` would have needed. */
  readonly discard?: (prepared: Prepared<S>, world: World) => void | Promise<void>
}
