/** What is under a path; links are not followed. */
export interface FileState {
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  /** Permission bits, set-id and sticky bits included. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly group: string
  /** Where a link leads, as it is written. */
  readonly target?: string
}

export interface FileQuery {
  readonly path: string
  /** Whether the text of a file is wanted too, or of the file that a link leads to. */
  readonly text?: boolean
  /** Whether the names in a directory are wanted too, or in the one that a link leads to. */
  readonly names?: boolean
}

/** What was found under a path; nothing when nothing is there. */
export interface FileFound {
  readonly state?: FileState
  /** What a link leads to in the end; nothing for one that leads nowhere. */
  readonly leadsTo?: FileState['kind']
  readonly text?: string
  /** Sorted. */
  readonly names?: readonly string[]
}

export interface Access {
  readonly mode: number
  /** Name of the group; unchanged when not given. */
  readonly group?: string | undefined
}

/** One change of a file system. Each may be done twice: the second time it changes nothing more. */
export type FileChange =
  /** A whole file, under its name only once it is complete; its directory is there. The text is asked for only then, for it may hold a secret. */
  | ({ readonly do: 'write'; readonly path: string; readonly text: () => string } & Access)
  /** One directory, whose parent exists; its mode holds from the first moment. One that is there gets mode and group. */
  | ({ readonly do: 'make-directory'; readonly path: string } & Access)
  | ({ readonly do: 'set-access'; readonly path: string } & Access)
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  /** Keeps a file, with owner, mode and ACL, under a second name on the same host, whose folder is made. */
  | { readonly do: 'back-up'; readonly path: string; readonly to: string }
  /** Puts what was backed up in the place of a file, from whichever file system: for that there is room on a full disk too. */
  | { readonly do: 'restore'; readonly path: string; readonly from: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  /** A file, a link or a whole directory; does not follow links. */
  | { readonly do: 'remove'; readonly path: string }
  /** A directory, unless there is something in it. */
  | { readonly do: 'remove-if-empty'; readonly path: string }

/** Changes that belong together: the first that fails ends them. */
export interface ChangeSet {
  /** Who they are for: after a failure, later sets of the same name are not tried. */
  readonly of: string
  readonly changes: readonly FileChange[]
}

export type Applied = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

/** The files of a host, many at a time: one round trip, and one flush of the disk. */
export interface Files {
  /** What is under each path, in the order of the queries. */
  readonly read: (queries: readonly FileQuery[]) => Promise<readonly FileFound[]>
  /** Makes the changes in their order, and says of each set how it ended. What was written is on disk then. */
  readonly apply: (sets: readonly ChangeSet[]) => Promise<readonly Applied[]>
  /** For each path the first folder in it, itself included, whose entries the current user may not remove. */
  readonly findUndeletable: (paths: readonly string[]) => Promise<readonly (string | undefined)[]>
  /** Removes what killed processes have left beside these files; only while nobody else writes them. */
  readonly removeTemporaries: (paths: readonly string[]) => Promise<void>
}
