import { readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ignoringMissing } from '../hosts/local/missing.js'
import { discardAll, notDiscarded } from './discard.js'
import { discardElsewhere } from './discard-elsewhere.js'
import type { Engine } from './engine.js'
import { keptFolder } from './journal/folders.js'
import { type JournalText, timeOfId } from './journal/format.js'
import { becomeHistory } from './journal/history.js'
import { journalIds, readJournal } from './journal/read.js'
import { begunIn, undoablePlans } from './journal/states.js'
import { noJournal } from './journal/write.js'
import { RunWorld } from './run-world.js'

/** The ids of journals of tasks that can be undone, the oldest first. */
export const keptIds = (home: string): readonly string[] => journalIds(keptFolder(home))

/** Journals of tasks that can be undone, the oldest first. */
export const keptJournals = (home: string): readonly JournalText[] =>
  keptIds(home)
    .flatMap((id) => readJournal(keptFolder(home), id) ?? [])
    .map(withDamage)

/** A kept journal says what undo needs; one that does not was cut off or damaged. */
const withDamage = (journal: JournalText): JournalText =>
  journal.damage === undefined && undoablePlans(journal).length === 0
    ? { ...journal, damage: 'its end is missing' }
    : journal

/** Journals that were kept, but cannot be undone, because they cannot be read. */
export const damagedKept = (home: string): readonly JournalText[] =>
  keptJournals(home).filter(({ damage }) => damage !== undefined)

const sizeOf = (folder: string): number =>
  (ignoringMissing(() => readdirSync(folder, { recursive: true, encoding: 'utf8' })) ?? []).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )

const dayMilliseconds = 24 * 60 * 60 * 1000

/** Journals that are too old, or for which there is no room beside newer ones. */
const expiredIds = ({ home, keeping }: Engine, now: number): readonly string[] => {
  let bytes = 0
  return [...keptIds(home)].reverse().filter((id) => {
    bytes += sizeOf(join(keptFolder(home), id))
    return now - timeOfId(id) > keeping.days * dayMilliseconds || bytes > keeping.bytes
  })
}

/** A journal that expires has a name that nobody can undo. */
const expiring = (id: string): string => `.${id}`

/** Journals that have begun to expire: their undo data could not be removed, or the process was killed meanwhile. */
export const expiringIds = (home: string): readonly string[] =>
  (ignoringMissing(() => readdirSync(keptFolder(home))) ?? [])
    .filter((name) => name.startsWith('.'))
    .map((name) => name.slice(1))
    .sort()

/** Renames the journal first, so that nobody can undo it meanwhile. */
const beginToExpire = (id: string, { home }: Engine): void => {
  const kept = keptFolder(home)
  ignoringMissing(() => renameSync(join(kept, id), join(kept, expiring(id))))
}

/** What could not be removed stays with its journal, and is tried and told again the next time. */
const expire = async (id: string, engine: Engine): Promise<void> => {
  const kept = keptFolder(engine.home)
  const journal = readJournal(kept, expiring(id))
  if (journal === undefined) return
  const { run } = new RunWorld({ ...engine, journal: noJournal })
  const undoable = new Set(undoablePlans(journal))
  const begun = [...begunIn(journal)].flatMap(([plan, steps]) => (undoable.has(plan) ? steps : []))
  const prepared = begun.map((step) => step.prepared)
  const remaining = notDiscarded(prepared, await discardAll(prepared, { kinds: engine.kinds, run }))
  for (const message of remaining) engine.progress({ event: 'warning', context: '', message })
  if (remaining.length > 0) return
  await discardElsewhere(
    id,
    prepared.map(({ step }) => step),
    engine,
  )
  // Another process may have been faster.
  ignoringMissing(() => becomeHistory(engine.home, join(kept, expiring(id)), journal))
}

/** Kept journals that are too old or too large become history. Their undo data is removed. */
export const expireKept = async (engine: Engine): Promise<void> => {
  for (const id of expiredIds(engine, Date.now())) beginToExpire(id, engine)
  for (const id of expiringIds(engine.home)) await expire(id, engine)
}
