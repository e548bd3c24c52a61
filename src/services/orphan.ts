import type { ContextRecord } from '../contexts/record.js'
import type { DatabaseServer } from '../hosts/database.js'
import type { Entry } from '../hosts/local/entries.js'
import type { HostReader } from '../hosts/reader.js'

/** Something that belongs to no context, or that a dead command left behind. */
export interface Orphan {
  /** What it is: `database`, `web-file`, `lock`. */
  readonly kind: string
  /** A path, or `database NAME on @server`. */
  readonly where: string
  /** The name of its context, if known. */
  readonly context?: string
  readonly uuid?: string
  readonly why: string
  /** The command that removes it. */
  readonly fix: string
  /** Whether `provision-gc` may remove it without being asked, because it is a temporary file of Provision. */
  readonly removable: boolean
  /** Other paths and names by which a running task may refer to it. */
  readonly concerns?: readonly string[]
  /** The time of its last change (milliseconds since 1970), if only that shows whether its writer still runs. */
  readonly since?: number
  /** A file is removed only if it has this text. */
  readonly text?: string
}

export const removedByGc = 'provision-gc removes it'

/** The existing contexts, as their files say now. */
export interface KnownContexts {
  readonly records: readonly ContextRecord[]
  readonly uuids: ReadonlySet<string>
  readonly find: (name: string) => ContextRecord | undefined
}

/** The means to look for orphans. */
export interface GcScan {
  readonly home: string
  readonly reader: HostReader
  /** The entries of a folder, with their kinds. Links are not followed. */
  readonly entries: (folder: string) => readonly Entry[]
  /** Milliseconds since 1970. */
  readonly changedAt: (path: string) => number | undefined
  readonly known: KnownContexts
  readonly database: (server: string) => Promise<DatabaseServer>
  /** Whether the files of a context are on this machine, if that can be determined. */
  readonly isHere: (context: string) => boolean
  /** A property of a context, or its default. Undefined if it cannot be read. */
  readonly property: (context: string, property: string) => unknown
}

/** A place to look for orphans. An error in one place does not hide orphans in others. */
export interface GcPlace {
  /** A path, or the name of a server. */
  readonly name: string
  /** Whether the place contains much that is not Provision's. Unreadable entries are then ignored. */
  readonly isShared?: boolean
  readonly find?: (scan: GcScan) => readonly Orphan[]
  /** The same, over a connection. */
  readonly ask?: (scan: GcScan) => Promise<readonly Orphan[]>
  /** Folders in it that tasks write to. They are searched for half-written files and files moved aside. */
  readonly folders?: (scan: GcScan) => readonly string[]
}

/** Finds places where a service or an application may have left something behind. */
export type FindOrphans = (scan: GcScan) => readonly GcPlace[]
