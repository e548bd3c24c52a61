import { lstatSync, utimesSync } from 'node:fs'
import { openFolder } from './folders.js'

/** File times are those of the kernel's last tick. If they are whole seconds, the file system stores no more. */
const tickMilliseconds = 20
const wholeSecondsMilliseconds = 2_000

const precision = (nanoseconds: bigint): number =>
  nanoseconds % 1_000_000_000n === 0n ? wholeSecondsMilliseconds : tickMilliseconds

/** Changes when a task begins or ends. Undefined if one has just done so, because file times are not exact enough. */
export const activity = (home: string): string | undefined => {
  const stats = lstatSync(openFolder(home), { throwIfNoEntry: false, bigint: true })
  if (stats === undefined) return 'none'
  const isFresh = Date.now() - Number(stats.mtimeMs) < precision(stats.mtimeNs)
  return isFresh ? undefined : `${stats.ino} ${stats.mtimeNs}`
}

/** Signals the end of a task whose journal stays where it is. */
export const tellActivity = (home: string): void => utimesSync(openFolder(home), new Date(), new Date())
