import { inHome } from '../../lib/home-folders.js'

/** Journals of tasks that run or were interrupted. */
export const openFolder = (home: string): string => inHome(home, 'journal', 'open')

/** Journals of tasks that have succeeded and can be undone. */
export const keptFolder = (home: string): string => inHome(home, 'journal', 'kept')

/** Journals of tasks that could not be undone, and were given up. They keep what an undo would need. */
export const givenUpFolder = (home: string): string => inHome(home, 'journal', 'given-up')

/** Journals of tasks that have ended, as history. */
export const closedFolder = (home: string): string => inHome(home, 'journal', 'closed')

export const journalFile = 'journal.jsonl'

/** Beside the journal: how many bytes it has had at least. A journal that is shorter was cut off. */
export const lengthFile = 'length'

/** The name of the folder for a step's undo data, in the folder of its journal. */
export const keepName = (plan: number, step: number): string => `keep-${plan}-${step}`

export const isKeepName = (name: string): boolean => /^keep-\d+-\d+$/.test(name)
