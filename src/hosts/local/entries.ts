import { type Dirent, type Stats, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FileState } from '../files.js'
import { ignoringMissing } from './missing.js'

/** Something in a folder; links are not followed. */
export interface Entry {
  readonly name: string
  readonly path: string
  readonly kind: FileState['kind']
}

export const kindOf = (entry: Dirent | Stats): FileState['kind'] => {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

/** What is in a folder, sorted by name; nothing when it is not there. */
export const entriesOf = (folder: string): readonly Entry[] =>
  (ignoringMissing(() => readdirSync(folder, { withFileTypes: true })) ?? [])
    .map((entry) => ({ name: entry.name, path: join(folder, entry.name), kind: kindOf(entry) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))

/** Milliseconds since 1970; a hard link to an old file counts as changed when it was made. */
export const changedAt = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.ctimeMs
