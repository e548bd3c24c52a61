import type { HostReader } from './reader.js'

/** A command as its words; never a string for a shell. */
export type Words = readonly [string, ...string[]]

export interface RunOptions {
  /** Given on standard input, the place for secrets. */
  readonly input?: string
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** After it the command is ended and counts as failed; 300 when not given. */
  readonly timeoutSeconds?: number
}

export interface Finished {
  /** Exit code; 127 when the command is not there, 124 when it took too long. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Request {
  readonly port: number
  /** The Host header. */
  readonly host: string
  readonly path: string
  /** Address to connect to; 127.0.0.1 when not given. */
  readonly address?: string
  readonly timeoutSeconds?: number
}

export interface Answer {
  readonly status: number
  readonly location: string | undefined
  readonly body: string
}

export interface FileState {
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  /** Permission bits, set-id and sticky bits included. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly group: string
}

export interface Access {
  readonly mode: number
  /** Name of the group; unchanged when not given. */
  readonly group?: string | undefined
}

/** A file to be written; its text is asked for only then, for it may hold a secret. */
export interface NewFile extends Access {
  readonly path: string
  readonly text: () => string
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

/** Changes of files. Most are synchronous: reading 10,000 small files is five times slower otherwise. */
export interface Files {
  readonly state: (path: string) => FileState | undefined
  readonly text: (path: string) => string | undefined
  readonly target: (path: string) => string | undefined
  /** Atomically: temporary neighbour, mode and group on it, fsync, rename. Makes no directory. */
  readonly write: (path: string, text: string, access: Access) => void
  /** Each as `write` does it, but on disk together: one flush of the file system for many. One that fails stops no other. */
  readonly writeAll: (files: readonly NewFile[]) => Promise<readonly Written[]>
  /** Removes what killed processes have left beside these files; only while nobody else writes them. */
  readonly sweep: (paths: readonly string[]) => void
  /** Sets mode and group. */
  readonly access: (path: string, access: Access) => void
  /** One directory, whose parent exists; with its mode from the first moment. */
  readonly makeDirectory: (path: string, access: Access) => void
  readonly link: (target: string, path: string) => void
  /** Keeps a file, with owner, mode and ACL, under a second name: a hard link, or a copy when that cannot be. */
  readonly keep: (path: string, as: string) => void
  /** Puts what was kept in the place of a file, from whichever file system: for that there is room on a full disk too. */
  readonly putBack: (kept: string, path: string) => void
  /** The first folder in a folder, itself included, whose entries the current user may not remove. */
  readonly forbidden: (path: string) => string | undefined
  readonly rename: (from: string, to: string) => void
  /** A directory, unless there is something in it. */
  readonly removeIfEmpty: (path: string) => void
  /** A file, a link or a whole directory; does not follow links; nothing when it is not there. */
  readonly remove: (path: string) => void
}

export interface Requests {
  readonly request: Host['request']
  readonly end: () => void
}

/** Where steps happen: this machine, or one reached by ssh. */
export interface Host {
  readonly look: HostReader
  readonly files: Files
  /** Never throws for an exit code. */
  readonly run: (words: Words, options?: RunOptions) => Promise<Finished>
  /** Rejects when nobody answers. Follows no redirect. */
  readonly request: (request: Request) => Promise<Answer>
  /** For many requests, which share connections until they have ended. */
  readonly requests: () => Requests
}
