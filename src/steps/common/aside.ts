import { basename, dirname } from 'node:path'

/**
 * The path for something that is to be removed later. It has the same parent, and so is on the same file system. The
 * journal is named in the folder that a run keeps for a step: `…/JOURNAL/keep-…`.
 */
export const asideOf = (path: string, keep: string): string =>
  `${dirname(path)}/.${basename(path)}.removed-${basename(dirname(keep))}`

/** Version 0.1.0 used ids with whole seconds. */
const pattern = /^\.(.+)\.removed-(\d{8}T\d{6}(?:\d{3})?-[0-9a-f]{8})$/

/** The old name of something that was moved aside, and the journal of the task that moved it. */
export interface Aside {
  readonly before: string
  readonly journal: string
}

export const asideIn = (name: string): Aside | undefined => {
  const [, before, journal] = pattern.exec(name) ?? []
  return before === undefined || journal === undefined ? undefined : { before, journal }
}
