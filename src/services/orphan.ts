import type { ContextRecord } from '../contexts/record.js'
import type { DatabaseServer } from '../hosts/database.js'
import type { Entry } from '../hosts/local/entries.js'
import type { HostReader } from '../hosts/reader.js'

/** Something that no context owns, or that a dead command has left. */
export interface Orphan {
  /** What it is: `database`, `web-file`, `lock`. */
  readonly kind: string
  /** A path, or `database NAME on @server`. */
  readonly where: string
  /** Whose it was, as far as it tells. */
  readonly context?: string
  readonly uuid?: string
  readonly why: string
  /** What to type to be rid of it. */
  readonly fix: string
  /** Whether it is scratch of Provision's own, which goes without being asked for. */
  readonly removable: boolean
  /** Paths and names by which a running task would name it, besides its own. */
  readonly concerns?: readonly string[]
  /** Since when it is as it is (milliseconds since 1970), where nothing else tells whether its writer is at work. */
  readonly since?: number
  /** A file is removed only while this is its text. */
  readonly text?: string
}

export const removedByGc = 'provision-gc removes it'

/** The contexts that exist, as their files say at this moment. */
export interface KnownContexts {
  readonly records: readonly ContextRecord[]
  readonly uuids: ReadonlySet<string>
  readonly find: (name: string) => ContextRecord | undefined
}

/** What orphans are looked for with. */
export interface GcScan {
  readonly home: string
  readonly reader: HostReader
  /** What is in a folder, with its kind; links are not followed. */
  readonly entries: (folder: string) => readonly Entry[]
  /** Milliseconds since 1970. */
  readonly changedAt: (path: string) => number | undefined
  readonly known: KnownContexts
  readonly database: (server: string) => Promise<DatabaseServer>
  /** Whether what belongs to a context is on this machine, as far as that can be told. */
  readonly isHere: (context: string) => boolean
  /** A property of a context, or its default; undefined where it cannot be read. */
  readonly property: (context: string, property: string) => unknown
}

/** A place where something may have been left: what is wrong with one hides nothing of the others. */
export interface GcPlace {
  /** A path, or the name of a server. */
  readonly name: string
  /** Whether much in it is others': what may not be read is none of ours then. */
  readonly isShared?: boolean
  readonly find?: (scan: GcScan) => readonly Orphan[]
  /** The same over a connection. */
  readonly ask?: (scan: GcScan) => Promise<readonly Orphan[]>
  /** Folders in it that tasks write to, where half-written files and what was moved aside are looked for. */
  readonly folders?: (scan: GcScan) => readonly string[]
}

/** Places where a service or an application may have left something. */
export type FindOrphans = (scan: GcScan) => readonly GcPlace[]
