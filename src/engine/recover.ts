import { ProvisionError, messageOf } from '../errors.js'
import { abandonedJournals } from './abandoned-journals.js'
import { type JournalText, isIdFor } from './journal/format.js'
import { keptFolder, openFolder } from './journal/folders.js'
import { isKeptFailed, unsettledContexts } from './journal/states.js'
import { Journal } from './journal/write.js'
import { damagedKept, keptIds } from './kept.js'
import { type RecoverOptions, type Recovered, damagedJournal, settleJournal } from './settle.js'

const notSettled = (journal: JournalText, error: unknown): Recovered => {
  const { id, task, contexts } = journal.header
  return { id, task, contexts, how: 'undone', leftOver: [messageOf(error)], stuck: unsettledContexts(journal) }
}

const patienceSeconds = 30

type Settle = (journal: JournalText, options: RecoverOptions) => Promise<Recovered>

/** Returns undefined if another process was faster. A journal that cannot be settled stops no other. */
const settleLocked = async (
  abandoned: JournalText,
  options: RecoverOptions,
  settle: Settle = settleJournal,
): Promise<Recovered | undefined> => {
  try {
    const lock = await options.locks.acquireAll(unsettledContexts(abandoned), patienceSeconds)
    try {
      const current = abandonedJournals(options.home).find(({ header }) => header.id === abandoned.header.id)
      return current === undefined ? undefined : await settle(current, options)
    } finally {
      lock.release()
    }
  } catch (error) {
    return notSettled(abandoned, error)
  }
}

/** A failed task whose state was kept. Other tasks leave it alone, and its contexts with it. */
const leftAlone = (journal: JournalText): Recovered => ({
  ...notSettled(journal, 'its state was kept'),
  how: 'kept failed',
})

/**
 * Undoes what dead tasks left half done, or finishes it if they had passed their commit. With contexts, as another task
 * does it first, a failed state that was kept stays.
 */
export const recover = async (options: RecoverOptions, contexts?: readonly string[]): Promise<readonly Recovered[]> => {
  const recovered: Recovered[] = []
  for (const abandoned of abandonedJournals(options.home, contexts)) {
    const stays = contexts !== undefined && isKeptFailed(abandoned)
    const settled = stays ? leftAlone(abandoned) : await settleLocked(abandoned, options)
    if (settled !== undefined) recovered.push(settled)
  }
  return recovered
}

/** Undoes the failed tasks whose state was kept. */
export const recoverKeptFailed = async (options: RecoverOptions): Promise<readonly Recovered[]> => {
  const recovered: Recovered[] = []
  for (const kept of abandonedJournals(options.home).filter(isKeptFailed))
    recovered.push(...[await settleLocked(kept, options)].filter((settled) => settled !== undefined))
  return recovered
}

/** Settles a journal, or gives it up if that is not possible. What it has left stays, with the data to undo it. */
const settleOrGiveUp: Settle = async (journal, options) => {
  const settled = await settleJournal(journal, options).catch((error: unknown) => notSettled(journal, error))
  if (settled.damaged) Journal.giveUpDamaged(options.home, openFolder(options.home), journal)
  else if (settled.stuck.length === 0) return settled
  else Journal.reopen(options.home, journal).giveUp()
  return { ...settled, how: 'given up', stuck: [] }
}

const notOne = (word: string, found: number): ProvisionError =>
  new ProvisionError(
    'PROVISION_USAGE',
    found === 0 ? `there is no interrupted task ${word}` : `${word} matches ${found} interrupted tasks`,
    { fix: 'provision-recover --dry-run lists them' },
  )

/** The journal whose id begins or ends with a word, if its task is dead or it cannot be read. */
export const abandonedJournal = (home: string, word: string): JournalText => {
  const found = [...abandonedJournals(home), ...damagedKept(home)].filter(({ header }) => isIdFor(word, header.id))
  const [journal] = found
  if (journal === undefined || found.length > 1) throw notOne(word, found.length)
  return journal
}

/** Gives up a journal that cannot be undone later, because it is damaged. Its task has ended. */
const giveUpKept = (journal: JournalText, { home }: RecoverOptions): Recovered => {
  Journal.giveUpDamaged(home, keptFolder(home), journal)
  return { ...damagedJournal(journal), how: 'given up', stuck: [] }
}

/** Undoes or finishes one journal, or gives it up, so that its contexts can be worked on again. */
export const recoverOrGiveUp = async (word: string, options: RecoverOptions): Promise<readonly Recovered[]> => {
  const journal = abandonedJournal(options.home, word)
  if (keptIds(options.home).includes(journal.header.id)) return [giveUpKept(journal, options)]
  const settled = await settleLocked(journal, options, settleOrGiveUp)
  return settled === undefined ? [] : [settled]
}
