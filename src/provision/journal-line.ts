import type { Entry, JournalText } from '../engine/journal/format.js'
import { isAlive } from '../hosts/holder.js'
import { globMatcher } from '../lib/globs.js'
import type { JournalFilter, JournalLine, JournalState } from './api.js'

type End = Extract<Entry, { end: unknown }>

/** Where a journal is. The place says more of its state than its last lines, which may be missing. */
export type JournalPlace = 'open' | 'kept' | 'closed' | 'given up'

const endOf = ({ entries }: JournalText): End | undefined => entries.findLast((entry): entry is End => 'end' in entry)

const stateOf = (journal: JournalText, place: JournalPlace): JournalState => {
  if (place === 'given up') return place
  if (journal.damage !== undefined) return 'damaged'
  const end = endOf(journal)?.end
  if (end !== undefined) return end
  if (place === 'open') return isAlive(journal.header.holder) ? 'running' : 'interrupted'
  return place === 'kept' ? 'done' : 'damaged'
}

/** The first failure of each plan. */
const failuresOf = ({ entries }: JournalText): ReadonlyMap<number, string> => {
  const failures = new Map<number, string>()
  for (const entry of entries)
    if ('failed' in entry && !failures.has(entry.failed)) failures.set(entry.failed, entry.message)
  return failures
}

/** The first thing that the last undo could not undo. */
const leftOverOf = ({ entries }: JournalText): string | undefined => {
  const undone = entries.findLast((entry) => 'undone' in entry && (entry.leftOver ?? []).length > 0)
  return undone !== undefined && 'undone' in undone ? undone.leftOver?.[0] : undefined
}

const failureText = (journal: JournalText): string | undefined => {
  const failures = failuresOf(journal)
  const [first] = failures.values()
  const contexts = journal.plans.length
  return first === undefined || contexts === 1 ? first : `${failures.size} of ${contexts} contexts failed: ${first}`
}

/** The reason if no step failed. */
const withoutFailure: { readonly [State in JournalState]?: string } = {
  interrupted: 'its process is dead',
  damaged: 'its end is missing',
  undone: 'it was interrupted',
}

const reasonOf = (journal: JournalText, state: JournalState): string | undefined => {
  const left = state === 'stuck' || state === 'given up' ? leftOverOf(journal) : undefined
  if (left !== undefined) return `not undone: ${left}`
  if (state === 'undone' && journal.entries.some((entry) => 'reopened' in entry)) return 'provision-undo undid it'
  return journal.damage ?? failureText(journal) ?? withoutFailure[state]
}

const timesOf = (journal: JournalText): Pick<JournalLine, 'ended' | 'milliseconds'> => {
  const ended = endOf(journal)?.at
  if (ended === undefined) return {}
  return { ended, milliseconds: Math.max(0, Date.parse(ended) - Date.parse(journal.header.holder.since)) }
}

/** A journal as a line of the history. */
export const journalLine = (journal: JournalText, place: JournalPlace = 'open'): JournalLine => {
  const { id, task, contexts, holder } = journal.header
  const state = stateOf(journal, place)
  const reason = reasonOf(journal, state)
  return {
    id,
    task,
    contexts,
    state,
    since: holder.since,
    user: holder.user,
    ...timesOf(journal),
    ...(reason === undefined ? {} : { reason }),
    ...(place === 'kept' && state !== 'damaged' ? { undoable: true as const } : {}),
  }
}

const passes = ({ contexts, since, state, undoable }: JournalLine, filter: JournalFilter): boolean =>
  (filter.context === undefined || contexts.some(globMatcher(filter.context))) &&
  (filter.since === undefined || Date.parse(since) >= filter.since.getTime()) &&
  (filter.until === undefined || Date.parse(since) <= filter.until.getTime()) &&
  (filter.state === undefined || state === filter.state) &&
  (filter.undoable !== true || undoable === true)

/** The matching lines, oldest first. With a limit, only the newest ones. */
export const filteredLines = (lines: readonly JournalLine[], filter: JournalFilter): readonly JournalLine[] => {
  const passed = lines.filter((line) => passes(line, filter)).sort((left, right) => (left.since < right.since ? -1 : 1))
  return filter.limit === undefined ? passed : passed.slice(Math.max(0, passed.length - filter.limit))
}
