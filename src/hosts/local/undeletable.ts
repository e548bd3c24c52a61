import { accessSync, closeSync, constants, fstatSync, openSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { nameText } from '../../lib/unprintable.js'
import { ignoringMissing, isMissing } from './missing.js'
import type { Undeletable } from '../files.js'
import { mountOf } from './mounts.js'
import { inParent, nameOf } from './opened.js'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY, R_OK, W_OK, X_OK } = constants

const folderOnly = O_RDONLY | O_DIRECTORY | O_NOFOLLOW

const sticky = 0o1000

/** Whether only the owner of a folder may remove what others have put there. */
const isForItsOwner = (folder: number): boolean => {
  const { mode, uid } = fstatSync(folder)
  const me = process.getuid?.()
  return (mode & sticky) !== 0 && me !== uid && me !== 0
}

const mayEmpty = (folder: number): boolean => {
  try {
    accessSync(nameOf(folder), R_OK | W_OK | X_OK)
    return !isForItsOwner(folder)
  } catch {
    return false
  }
}

/** A folder on the way down: its identity, and the folders in it that are still to be looked at. */
interface Level {
  readonly name: string
  readonly device: number
  readonly inode: number
  readonly waiting: Buffer[]
}

const levelOf = (folder: number, name: string): Level => {
  const { dev: device, ino: inode } = fstatSync(folder)
  const entries = readdirSync(nameOf(folder), { withFileTypes: true, encoding: 'buffer' })
  return { name, device, inode, waiting: entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name) }
}

const pathOf = (path: string, levels: readonly Level[], name: string): string =>
  posix.join(path, ...levels.slice(1).map((level) => level.name), name)

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

/** Undefined for what is no folder any more. */
const openBelow = (folder: number, name: Buffer): number | undefined => {
  try {
    return openSync(Buffer.concat([Buffer.from(`${nameOf(folder)}/`), name]), folderOnly)
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'ELOOP') return undefined
    throw error
  }
}

/** The folder above, or undefined if the present one was moved meanwhile. */
const openAbove = (folder: number, { device, inode }: Level): number | undefined => {
  const above = openSync(`${nameOf(folder)}/..`, folderOnly)
  const { dev, ino } = fstatSync(above)
  if (dev === device && ino === inode) return above
  closeSync(above)
  return undefined
}

/** Goes through a tree of any depth. Two folders are open at a time. */
class Search {
  readonly #levels: Level[] = []

  constructor(
    private readonly path: string,
    private folder: number,
    /** What is in another mount is not of the tree. */
    private readonly mount: string | undefined,
  ) {}

  /** The first folder that may not be emptied. */
  find(): Undeletable | undefined {
    try {
      const obstacle = this.#obstacle(this.path)
      if (obstacle !== undefined) return obstacle
      this.#levels.push(levelOf(this.folder, ''))
      while (this.#levels.length > 0) {
        const found = this.#next()
        if (found !== undefined) return found
      }
      return undefined
    } finally {
      closeSync(this.folder)
    }
  }

  #obstacle(path: string): Undeletable | undefined {
    if (mountOf(nameOf(this.folder)) !== this.mount) return { path, isMount: true }
    return mayEmpty(this.folder) ? undefined : { path, isMount: false }
  }

  /** Goes down to the next folder, or up if there is none. */
  #next(): Undeletable | undefined {
    const name = this.#levels.at(-1)?.waiting.pop()
    return name === undefined ? this.#goUp() : this.#goDown(name)
  }

  #goUp(): undefined {
    this.#levels.pop()
    const level = this.#levels.at(-1)
    const above = level === undefined ? undefined : openAbove(this.folder, level)
    if (above === undefined) this.#levels.length = 0
    else this.#enter(above)
  }

  #goDown(name: Buffer): Undeletable | undefined {
    const path = pathOf(this.path, this.#levels, nameText(name))
    try {
      const below = openBelow(this.folder, name)
      if (below === undefined) return undefined
      this.#enter(below)
    } catch (error) {
      if (codeOf(error) === 'EACCES') return { path, isMount: false }
      throw error
    }
    const obstacle = this.#obstacle(path)
    if (obstacle !== undefined) return obstacle
    this.#levels.push(levelOf(this.folder, nameText(name)))
    return undefined
  }

  #enter(folder: number): void {
    closeSync(this.folder)
    this.folder = folder
  }
}

const openTop = (path: string): Search | undefined => {
  try {
    return inParent(path, (entry) => new Search(path, openSync(entry, folderOnly), mountOf(posix.dirname(entry))))
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return undefined
    throw error
  }
}

/** The first folder in or at the path whose entries the current user may not remove, or that is mounted there. */
export const findUndeletable = (path: string): Undeletable | undefined => {
  try {
    return ignoringMissing(() => openTop(path))?.find()
  } catch (error) {
    if (codeOf(error) === 'EACCES') return { path, isMount: false }
    throw error
  }
}
