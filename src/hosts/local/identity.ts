import type { Stats } from 'node:fs'

/** Whether something is there by another name, too. Folders have one name. */
export const hasOtherNames = (state: Stats): boolean => !state.isDirectory() && state.nlink > 1

/** Whether something is what it was, and is nowhere else. */
export const isStill = (inode: number | undefined, state: Stats): boolean =>
  inode === undefined || (state.ino === inode && !hasOtherNames(state))
