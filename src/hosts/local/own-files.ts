import type { Applied } from '../files.js'
import { remove } from './files.js'
import { GroupTable } from './groups.js'
import { ignoringMissing } from './missing.js'
import { readFileSync } from 'node:fs'
import { type NewFile, write, writeAll } from './writes.js'

/** The files that Provision keeps for itself on this machine, read and written at once; each belongs to the current user. */
export interface OwnFiles {
  readonly text: (path: string) => string | undefined
  /** Atomically: a temporary file with the mode, fsync, rename. Makes no directory. */
  readonly write: (path: string, text: string, mode: number) => void
  /** Each as `write` does it, but on disk together. One that fails stops no other. */
  readonly writeAll: (files: readonly NewFile[]) => Promise<readonly Applied[]>
  readonly remove: (path: string) => void
}

const groups = new GroupTable()

export const ownFiles: OwnFiles = {
  text: (path) => ignoringMissing(() => readFileSync(path, 'utf8')),
  write: (path, text, mode) => write({ path, mode, text: () => text }, groups),
  writeAll: (files) => writeAll(files, groups),
  remove,
}
