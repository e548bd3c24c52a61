import { isAlive, isSameHolder } from '../hosts/holder.js'
import { openFolder } from './journal/folders.js'
import type { JournalHeader, JournalText } from './journal/format.js'
import { openHeaders, readJournal } from './journal/read.js'
import { lockHolder } from './locks.js'
import { unsettledContexts } from './journal/states.js'

/** A running task holds the locks of its contexts. A task that ended holds none, even if its process lives. */
const holdsItsLock = (home: string, { holder, contexts }: JournalHeader): boolean => {
  const [first] = contexts
  return first === undefined || isSameHolder(holder, lockHolder(home, first))
}

/** Whether the task still runs, as far as the first line of its journal says. */
const isRunning = (home: string, header: JournalHeader): boolean => isAlive(header.holder) && holdsItsLock(home, header)

const intersects = (left: readonly string[], right: ReadonlySet<string>): boolean =>
  left.some((context) => right.has(context))

/** Whether `provision-undo` is undoing a kept journal now. The task in its first line ended long ago. */
const isBeingUndone = (home: string, journal: JournalText): boolean => {
  const reopened = journal.entries.findLast((entry) => 'reopened' in entry)
  if (reopened === undefined || !('reopened' in reopened)) return false
  return isRunning(home, { ...journal.header, holder: reopened.holder, contexts: unsettledContexts(journal) })
}

const readUnsettled = (home: string, { id }: JournalHeader, wanted: ReadonlySet<string> | undefined) => {
  const journal = readJournal(openFolder(home), id)
  if (journal === undefined || isBeingUndone(home, journal)) return undefined
  return wanted === undefined || intersects(unsettledContexts(journal), wanted) ? journal : undefined
}

/** Open journals of tasks that no longer run. With contexts: only the journals that block one of them. */
export const abandonedJournals = (home: string, contexts?: readonly string[]): readonly JournalText[] => {
  const wanted = contexts === undefined ? undefined : new Set(contexts)
  return openHeaders(home)
    .filter((header) => wanted === undefined || intersects(header.contexts, wanted))
    .filter((header) => !isRunning(home, header))
    .flatMap((header) => readUnsettled(home, header, wanted) ?? [])
}

/** The contexts that such journals block. */
export const abandonedContexts = (home: string, contexts: readonly string[]): readonly string[] => {
  const abandoned = new Set(abandonedJournals(home, contexts).flatMap(unsettledContexts))
  return contexts.filter((context) => abandoned.has(context))
}

/** Open journals that do not tell which contexts they are of, because they are damaged. They block none. */
export const journalsOfUnknown = (home: string): readonly JournalHeader[] =>
  openHeaders(home).filter(({ contexts }) => contexts.length === 0)
