import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { GrowingFile, Grown } from '../files.js'
import { inParent } from './opened.js'

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/** A pipe is opened without waiting for its writer. A link may be put there by whoever writes the log. */
const flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW

const readOpened = (file: number, { from, most }: GrowingFile): Grown | undefined => {
  const stats = fstatSync(file)
  if (!stats.isFile()) return undefined
  const { size } = stats
  const begin = Math.max(size < from ? 0 : from, size - most)
  const bytes = Buffer.alloc(size - begin)
  return { size, text: bytes.subarray(0, readSync(file, bytes, 0, bytes.length, begin)).toString() }
}

/** What was added to a file. */
export const readAdded = (growing: GrowingFile): Grown | undefined => {
  try {
    const file = inParent(growing.path, (entry) => openSync(entry, flags))
    try {
      return readOpened(file, growing)
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
