import { lstatSync, utimesSync } from 'node:fs'
import { openFolder } from './folders.js'

/** Times of files are those of the kernel's last tick; where they are whole seconds, the file system keeps no more. */
const tickMilliseconds = 20
const wholeSecondsMilliseconds = 2_000

const precision = (nanoseconds: bigint): number =>
  nanoseconds % 1_000_000_000n === 0n ? wholeSecondsMilliseconds : tickMilliseconds

/** Differs once a task has begun or ended since; undefined when one has only just done so, which the time of a file cannot tell. */
export const activity = (home: string): string | undefined => {
  const stats = lstatSync(openFolder(home), { throwIfNoEntry: false, bigint: true })
  if (stats === undefined) return 'none'
  const isFresh = Date.now() - Number(stats.mtimeMs) < precision(stats.mtimeNs)
  return isFresh ? undefined : `${stats.ino} ${stats.mtimeNs}`
}

/** Tells of the end of a task whose journal stays where it is. */
export const tellActivity = (home: string): void => utimesSync(openFolder(home), new Date(), new Date())
