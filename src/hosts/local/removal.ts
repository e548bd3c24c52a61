import { accessSync, constants, lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { ProvisionError } from '../../errors.js'
import { inParent, withFolder } from './opened.js'
import { ignoringMissing } from './missing.js'

/** An entry by its name in an open folder, and by the path that users know. Names are bytes in any encoding. */
interface Entry {
  readonly at: Buffer
  readonly path: string
}

const entriesIn = (folder: string, path: string): readonly Entry[] =>
  readdirSync(folder, { encoding: 'buffer' }).map((name) => ({
    at: Buffer.concat([Buffer.from(`${folder}/`), name]),
    path: posix.join(path, name.toString()),
  }))

/** Something that could not be removed, and why. */
export interface Remaining {
  readonly path: string
  readonly code: string
}

/** Error codes of a folder that was swapped for something else, or was filled again, while it was removed. */
const changedMeanwhile = new Set(['ENOTDIR', 'ELOOP', 'EISDIR', 'ENOTEMPTY', 'EEXIST'])

/** Attempts for an entry that somebody else goes on changing. */
const mostAttempts = 50

const isDirectory = ({ at }: Entry): boolean => lstatSync(at).isDirectory()

const emptied = ({ at, path }: Entry): readonly Remaining[] =>
  withFolder(at, (folder) => entriesIn(folder, path).flatMap((entry) => removeEntry(entry)))

const removeOnce = (entry: Entry): readonly Remaining[] => {
  if (!isDirectory(entry)) {
    unlinkSync(entry.at)
    return []
  }
  const remaining = emptied(entry)
  if (remaining.length === 0) rmdirSync(entry.at)
  return remaining
}

/** Removes an entry with everything in it. Goes on after what cannot be removed. */
const removeEntry = (entry: Entry, attempts = mostAttempts): readonly Remaining[] => {
  try {
    return removeOnce(entry)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    if (changedMeanwhile.has(code) && attempts > 1) return removeEntry(entry, attempts - 1)
    return [{ path: entry.path, code }]
  }
}

const mostNamed = 5

const notRemoved = (remaining: readonly Remaining[]): ProvisionError => {
  const named = remaining.slice(0, mostNamed).map(({ path, code }) => `${path} (${code})`)
  const more = remaining.length > mostNamed ? ` and ${remaining.length - mostNamed} more` : ''
  return new ProvisionError('PROVISION_NOT_REMOVED', `not removed: ${named.join(', ')}${more}`, {
    fix: 'remove what keeps it, such as a file of another user, then: provision-recover',
  })
}

/**
 * Removes a file, a link or a whole directory, through descriptors of the folders that it empties. So it removes
 * nothing elsewhere, even if another user swaps a folder for a link meanwhile.
 */
export const remove = (path: string): void => {
  const remaining = ignoringMissing(() => inParent(path, (entry) => removeEntry({ at: Buffer.from(entry), path })))
  if (remaining !== undefined && remaining.length > 0) throw notRemoved(remaining)
}

const { R_OK, W_OK, X_OK } = constants

const mayEmpty = (folder: string): boolean => {
  try {
    accessSync(folder, R_OK | W_OK | X_OK)
    return true
  } catch {
    return false
  }
}

const isUnlisted = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EACCES'

const findIn = (entry: Entry): string | undefined => {
  try {
    return withFolder(entry.at, (folder) => (mayEmpty(folder) ? firstIn(entriesIn(folder, entry.path)) : entry.path))
  } catch (error) {
    return isUnlisted(error) ? entry.path : undefined
  }
}

const firstIn = (entries: readonly Entry[]): string | undefined => {
  for (const entry of entries) {
    const found = ignoringMissing(() => isDirectory(entry)) === true ? findIn(entry) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** The first folder in or at the path whose entries the current user may not remove. */
export const findUndeletable = (path: string): string | undefined =>
  ignoringMissing(() => inParent(path, (entry) => findIn({ at: Buffer.from(entry), path })))
