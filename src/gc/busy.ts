import { posix } from 'node:path'
import type { JournalText } from '../engine/journal/format.js'
import { isKeptFailed } from '../engine/journal/states.js'
import type { Step } from '../steps/common/step.js'
import { type Holder, describeHolder } from '../hosts/holder.js'
import type { Orphan } from '../services/orphan.js'

/** What running and interrupted tasks use. */
export interface Busy {
  /** Names of contexts, uuids, paths: every word in locks and open journals. */
  readonly words: ReadonlySet<string>
  /** Folders that a task uses with all their contents. */
  readonly folders: ReadonlySet<string>
  readonly running: readonly Holder[]
  readonly abandoned: readonly JournalText[]
}

function* wordsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* wordsIn(part)
}

const stepsOf = ({ plans }: JournalText): readonly Step[] => plans.flatMap(({ steps }) => steps)

const wholeFolder = (step: Step & { readonly path?: string; readonly whole?: boolean }): readonly string[] =>
  step.path !== undefined && (step.kind === 'removal' || step.whole === true) ? [step.path] : []

/** Running and interrupted tasks. */
export interface ActiveTasks {
  readonly open: readonly JournalText[]
  readonly abandoned: readonly JournalText[]
  /** Locks of live processes, by name. */
  readonly locks: ReadonlyMap<string, Holder>
  /** Live processes with a lock or a journal. */
  readonly running: readonly Holder[]
}

export const busyWith = ({ open, abandoned: broken, locks, running }: ActiveTasks): Busy => ({
  words: new Set([...locks.keys(), ...open.flatMap((journal) => [...wordsIn(journal)])]),
  folders: new Set(open.flatMap(stepsOf).flatMap(wholeFolder)),
  running,
  abandoned: broken,
})

const parentsOf = (path: string): readonly string[] => {
  const parent = posix.dirname(path)
  return parent === path || parent === '.' ? [] : [parent, ...parentsOf(parent)]
}

/** Writing a file takes moments. After this time its writer no longer runs, even if other tasks do. */
const longestWriteMilliseconds = 10 * 60_000

const mayBeWritten = ({ since }: Orphan, { running }: Busy, now: number): boolean =>
  since !== undefined && running.length > 0 && now - since < longestWriteMilliseconds

/** Whether a task may use the orphan. Then it is not an orphan. */
export const isUsed = (found: Orphan, busy: Busy, now: number): boolean => {
  const { where, context, uuid, concerns = [] } = found
  return (
    [where, context, uuid, ...concerns].some((word) => word !== undefined && busy.words.has(word)) ||
    parentsOf(where).some((folder) => busy.folders.has(folder)) ||
    mayBeWritten(found, busy, now)
  )
}

const interruptedWarning = ({ header: { task, contexts }, damage }: JournalText): string =>
  damage !== undefined
    ? unknownWarning
    : `${task} on ${contexts.join(', ')} was interrupted; orphans that it may need are not listed: run provision-recover first`

const unknownWarning = 'a task whose journal cannot be read may need some of these'

/** Warnings about tasks that use possible orphans. */
export const busyWarnings = ({ abandoned: broken, running }: Busy, isAnythingUsed: boolean): readonly string[] => [
  ...broken.filter((journal) => !isKeptFailed(journal)).map(interruptedWarning),
  ...(isAnythingUsed
    ? [...new Set(running.map(describeHolder))].map((task) => `orphans in use are not listed: ${task}`)
    : []),
]
