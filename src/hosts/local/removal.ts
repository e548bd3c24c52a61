import { lstatSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { randomBytes } from 'node:crypto'
import { ProvisionError } from '../../errors.js'
import { someOf } from '../../lib/some-of.js'
import { nameText, oneLine } from '../../lib/unprintable.js'
import { mountOf } from './mounts.js'
import { inParent, withFolder } from './opened.js'
import { ignoringMissing } from './missing.js'

/** An entry by its name in an open folder, and by the path that users know. Names are bytes in any encoding. */
interface Entry {
  readonly at: Buffer
  readonly path: string
}

const entryIn = (folder: string, path: string, name: Buffer): Entry => ({
  at: Buffer.concat([Buffer.from(`${folder}/`), name]),
  path: posix.join(path, nameText(name)),
})

const entriesIn = (folder: string, path: string): Entry[] =>
  readdirSync(folder, { encoding: 'buffer' }).map((name) => entryIn(folder, path, name))

/** Something that could not be removed, and why. */
interface Remaining {
  readonly path: string
  readonly code: string
}

/** Error codes of a folder that was swapped for something else, or was filled again, while it was removed. */
const changedMeanwhile = new Set(['ENOTDIR', 'ELOOP', 'EISDIR', 'ENOTEMPTY', 'EEXIST'])

/** Attempts for an entry that somebody else goes on changing. */
const mostAttempts = 50

/** Folders that are open one below the other. A program may have made thousands. */
const mostOpen = 64

/** Where an entry is in the tree that is removed. */
interface Place {
  readonly depth: number
  /** The mount that the tree is in. */
  readonly mount: string | undefined
  /** Moves a folder that is too deep up to the top of the tree, to be removed from there. */
  readonly moveUp: (entry: Entry) => void
}

const isDirectory = ({ at }: Entry): boolean => lstatSync(at).isDirectory()

/** Only for a folder that is not empty: to move one takes more permissions than to remove it. */
const removeOrMoveUp = (entry: Entry, { moveUp }: Place): void => {
  try {
    rmdirSync(entry.at)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
    moveUp(entry)
  }
}

/** What is mounted in a tree is not of it: somebody has it elsewhere, too. */
const mounted = (path: string): readonly Remaining[] => [{ path, code: 'a mount' }]

const emptied = ({ at, path }: Entry, place: Place): readonly Remaining[] =>
  withFolder(at, (folder) =>
    mountOf(folder) === place.mount
      ? entriesIn(folder, path).flatMap((entry) => removeEntry(entry, { ...place, depth: place.depth + 1 }))
      : mounted(path),
  )

/** Empties the folder at the top. What is moved up to it meanwhile is removed after all else. */
const emptiedTop = ({ at, path }: Entry, mount: string | undefined): readonly Remaining[] =>
  withFolder(at, (folder) => {
    if (mountOf(folder) !== mount) return mounted(path)
    const entries = entriesIn(folder, path)
    const moveUp = (entry: Entry): void => {
      const moved = entryIn(folder, path, Buffer.from(`.removed-${randomBytes(6).toString('hex')}`))
      renameSync(entry.at, moved.at)
      entries.push(moved)
    }
    const remaining: Remaining[] = []
    for (const entry of entries) remaining.push(...removeEntry(entry, { depth: 1, mount, moveUp }))
    return remaining
  })

const removeOnce = (entry: Entry, place: Place): readonly Remaining[] => {
  if (!isDirectory(entry)) {
    unlinkSync(entry.at)
    return []
  }
  if (place.depth > mostOpen) {
    removeOrMoveUp(entry, place)
    return []
  }
  const remaining = place.depth === 0 ? emptiedTop(entry, place.mount) : emptied(entry, place)
  if (remaining.length === 0) rmdirSync(entry.at)
  return remaining
}

/** Removes an entry with everything in it. Goes on after what cannot be removed. */
const removeEntry = (entry: Entry, place: Place, attempts = mostAttempts): readonly Remaining[] => {
  try {
    return removeOnce(entry, place)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    if (changedMeanwhile.has(code) && attempts > 1) return removeEntry(entry, place, attempts - 1)
    return [{ path: entry.path, code }]
  }
}

const mostNamed = 5

const notRemoved = (remaining: readonly Remaining[]): ProvisionError => {
  const named = remaining.map(({ path, code }) => `${oneLine(path)} (${code})`)
  return new ProvisionError('PROVISION_NOT_REMOVED', `not removed: ${someOf(named, mostNamed)}`, {
    fix: 'remove what keeps it, such as a file of another user or a mount (umount), then: provision-recover',
  })
}

/**
 * Removes a file, a link or a whole directory, through descriptors of the folders that it empties. So it removes
 * nothing elsewhere, even if another user swaps a folder for a link meanwhile, and nothing that is mounted in it.
 */
export const remove = (path: string): void => {
  const remaining = ignoringMissing(() =>
    inParent(path, (name): readonly Remaining[] => {
      const entry = { at: Buffer.from(name), path }
      if (isDirectory(entry))
        return removeEntry(entry, { depth: 0, mount: mountOf(posix.dirname(name)), moveUp: () => {} })
      unlinkSync(name)
      return []
    }),
  )
  if (remaining !== undefined && remaining.length > 0) throw notRemoved(remaining)
}
