import { lstatSync } from 'node:fs'
import { openFolder } from './journal-text.js'

/** Times of files are those of the kernel's last tick. */
const tickMilliseconds = 20

/** Differs once a task has begun or ended since; undefined when one has only just done so, which the time of a file cannot tell. */
export const activity = (home: string): string | undefined => {
  const stats = lstatSync(openFolder(home), { throwIfNoEntry: false, bigint: true })
  if (stats === undefined) return 'none'
  const isFresh = Date.now() - Number(stats.mtimeMs) < tickMilliseconds
  return isFresh ? undefined : `${stats.ino} ${stats.mtimeNs}`
}
