import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { GrowingFile, Grown } from '../files.js'

/** A pipe is opened without waiting for its writer. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK

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
    const file = openSync(growing.path, flags)
    try {
      return readOpened(file, growing)
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}
