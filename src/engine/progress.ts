/** A change that a plan makes, as the user sees it. Secrets in its texts are masked. */
export interface ChangeLine {
  readonly context: string
  readonly action: 'create' | 'change' | 'delete' | 'run'
  readonly title: string
  /** A few words: `mode 0644 → 0640`. */
  readonly detail?: string
  /** The text before and after, for `--diff`. */
  readonly before?: string
  readonly after?: string
  /** Why undo does not restore the old state: `a dropped database cannot be restored`. */
  readonly irreversible?: string
}

/** What happens while a task runs. `title` and `host` are those of the step. */
export type ProgressEvent =
  | { readonly event: 'planned'; readonly context: string; readonly changes: readonly ChangeLine[] }
  | { readonly event: 'begun'; readonly context: string; readonly title: string; readonly host: string }
  /** Progress of a long step: bytes, files or rows done, and the total if known. */
  | {
      readonly event: 'advanced'
      readonly context: string
      readonly title: string
      readonly done: number
      readonly of?: number
      readonly unit?: string
    }
  | { readonly event: 'done'; readonly context: string; readonly title: string; readonly milliseconds: number }
  | { readonly event: 'failed'; readonly context: string; readonly title: string; readonly message: string }
  | { readonly event: 'undone'; readonly context: string; readonly title: string }
  | { readonly event: 'reloaded'; readonly server: string; readonly milliseconds: number }
  | { readonly event: 'warning'; readonly context: string; readonly message: string }
  | { readonly event: 'committed'; readonly contexts: readonly string[] }
  | { readonly event: 'ended'; readonly context: string; readonly ok: boolean; readonly changed: boolean }

/** Receives the events of a running task. */
export type Progress = (event: ProgressEvent) => void
