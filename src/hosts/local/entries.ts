import { type Dirent, type Stats, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FileState } from '../files.js'
import { ignoringMissing } from './missing.js'

/** An entry of a folder. Links are not followed. */
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

/** The entries of a folder, sorted by name. Empty if the folder does not exist. */
export const entriesOf = (folder: string): readonly Entry[] =>
  (ignoringMissing(() => readdirSync(folder, { withFileTypes: true })) ?? [])
    .map((entry) => ({ name: entry.name, path: join(folder, entry.name), kind: kindOf(entry) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))

/** Milliseconds since 1970. A new hard link to an old file counts as a change of that file. */
export const changedAt = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.ctimeMs
