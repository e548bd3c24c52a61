import type { JournalFilter } from '../../provision/api.js'
import { typedTime } from '../text/time.js'
import { usage } from './usage.js'

export interface JournalFlags {
  readonly context?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly result?: string | undefined
  readonly undoable?: boolean
  readonly limit?: number | undefined
}

/** Accepts contexts that no longer exist, because their history stays. Refuses only words that are not names. */
const namePattern = (word: string): string => {
  if (word.startsWith('@') || word.startsWith('*')) return word
  throw usage(`--context=${word} is not the name of a context`, `type its @: --context=@${word}`)
}

export const journalFilter = (
  { context, since, until, result, undoable, limit }: JournalFlags,
  now: Date,
): JournalFilter => ({
  ...(context === undefined ? {} : { context: namePattern(context) }),
  ...(since === undefined ? {} : { since: typedTime('since', since, now) }),
  ...(until === undefined ? {} : { until: typedTime('until', until, now, true) }),
  ...(result === undefined ? {} : { state: result }),
  ...(undoable === undefined ? {} : { undoable }),
  ...(limit === undefined ? {} : { limit }),
})
