import type { Acl } from './acl.js'

/** The state of a path. Links are not followed. */
export interface FileState {
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  /** Permission bits, including set-id and sticky bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly group: string
  /** The target of a link, as it is written. */
  readonly target?: string
  /** What it allows in effect besides its mode, if that was asked for and there is an ACL. */
  readonly acl?: Acl
}

/** A folder or a link that decides where a path leads. */
export interface WayPart {
  readonly path: string
  readonly kind: FileState['kind']
  readonly mode: number
  /** Names of the user and the group, or their numbers if they have none. */
  readonly owner: string
  readonly group: string
}

/** Where a path leads, and by what. */
export interface Way {
  /** The path without links. What of it does not exist is as it was given. */
  readonly real: string
  /**
   * Where that is on its device, and what is mounted below it. A folder that is mounted elsewhere too has the same.
   */
  readonly onDevice: readonly string[]
  /** All folders and links on the way, from the root on, and what is at its end. */
  readonly parts: readonly WayPart[]
}

export interface FileQuery {
  readonly path: string
  /** Whether to read the text of the file too, or of the file that a link leads to. */
  readonly text?: boolean
  /** Whether to list the names in the directory too, or in the directory that a link leads to. */
  readonly names?: boolean
  /** Whether to read the ACL too. */
  readonly acl?: boolean
  /** Whether to find out whose it is and what the current user may do with it, too. A closed folder has no names then. */
  readonly rights?: boolean
  /** Whether to find out where the path leads, too. */
  readonly way?: boolean
}

/** Whose a file or folder is, for the current user. */
export interface FoundRights {
  /** Identifies it, whatever its name. */
  readonly inode: number
  readonly isOwn: boolean
  /** Whether it is a file that has other names, too, which may be anywhere. */
  readonly hasOtherNames: boolean
  /** Whether the current user may read and change it, and enter it if it is a folder. */
  readonly isOpen: boolean
}

/** The result for a path. Empty if nothing exists there. */
export interface FileFound {
  readonly rights?: FoundRights
  readonly state?: FileState
  /** What a link finally leads to. Undefined if it leads nowhere. */
  readonly leadsTo?: FileState['kind']
  readonly text?: string
  /** Sorted. */
  readonly names?: readonly string[]
  /** Also if nothing exists there. */
  readonly way?: Way
}

/** A folder whose entries may not be removed. */
export interface Undeletable {
  readonly path: string
  /** Because it is mounted there, and somebody has it elsewhere, too. Otherwise a permission is missing. */
  readonly isMount: boolean
}

/** A file that grows, such as a log. */
export interface GrowingFile {
  readonly path: string
  /** Its size in bytes when it was looked at before. A smaller file is a new one. */
  readonly from: number
  /** At most so many bytes are read, the last ones. */
  readonly most: number
}

/** How large a file is now, and what was added to it. */
export interface Grown {
  readonly size: number
  readonly text: string
}

export interface Access {
  readonly mode: number
  /** Name of the group. Unchanged if not given. */
  readonly group?: string | undefined
  /** The ACL; null for none. Unchanged if not given. */
  readonly acl?: Acl | null | undefined
}

/** One change of a file system. Each may run twice: the second run changes nothing. */
export type FileChange =
  /**
   * A whole file. It gets its name once it is complete. Its directory exists. The text is read only then, because it
   * may contain a secret.
   */
  | ({ readonly do: 'write'; readonly path: string; readonly text: () => string } & Access)
  /**
   * One directory, whose parent exists. Its mode is right from the first moment. An existing directory gets mode and
   * group.
   */
  | ({ readonly do: 'make-directory'; readonly path: string } & Access)
  | ({
      readonly do: 'set-access'
      readonly path: string
      /** Nothing is done if something else is there by now, or if it has got another name. */
      readonly inode?: number | undefined
    } & Access)
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  /** Stores a file with owner, mode and ACL under a second name on the same host, and creates the folder for it. */
  | { readonly do: 'back-up'; readonly path: string; readonly to: string }
  /** Restores a file from its backup, on any file system, even on a full disk. */
  | { readonly do: 'restore'; readonly path: string; readonly from: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  /** A file, a link or a whole directory; does not follow links. */
  | { readonly do: 'remove'; readonly path: string }
  /** Removes a directory if it is empty. */
  | { readonly do: 'remove-if-empty'; readonly path: string }

/** Changes that belong together. The first failure ends them. */
export interface ChangeSet {
  /** A name for the set. After a failure, later sets with the same name are skipped. */
  readonly of: string
  readonly changes: readonly FileChange[]
}

export type Applied = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

/** The files of a host. Many files take one round trip and one flush of the disk. */
export interface Files {
  /** The state of each path, in the order of the queries. */
  readonly read: (queries: readonly FileQuery[]) => Promise<readonly FileFound[]>
  /** Makes the changes in order, and returns the result of each set. Written files are on disk then. */
  readonly apply: (sets: readonly ChangeSet[]) => Promise<readonly Applied[]>
  /** What was added to files. Undefined for one that is no plain file, or that the current user may not read. */
  readonly readAdded: (files: readonly GrowingFile[]) => Promise<readonly (Grown | undefined)[]>
  /** For each path the first folder in or at it whose entries may not be removed. */
  readonly findUndeletable: (paths: readonly string[]) => Promise<readonly (Undeletable | undefined)[]>
  /** Removes temporary files of killed processes beside these files. Only safe while nobody else writes them. */
  readonly removeTemporaries: (paths: readonly string[]) => Promise<void>
}
