import type { Applied } from '../files.js'
import { remove } from './removal.js'
import { GroupTable } from './groups.js'
import { regularText } from './regular-file.js'
import { type NewFile, write, writeAll } from './writes.js'

/** Provision's own files on this machine, read and written synchronously. They belong to the current user. */
export interface OwnFiles {
  readonly text: (path: string) => string | undefined
  /** Atomic: a temporary file with the mode, fsync, rename. Creates no directory. */
  readonly write: (path: string, text: string, mode: number) => void
  /** Writes each file like `write`, but flushes them together. A failure stops no other file. */
  readonly writeAll: (files: readonly NewFile[]) => Promise<readonly Applied[]>
  readonly remove: (path: string) => void
}

const groups = new GroupTable()

export const ownFiles: OwnFiles = {
  text: regularText,
  write: (path, text, mode) => write({ path, mode, text: () => text }, groups),
  writeAll: (files) => writeAll(files, groups),
  remove,
}
