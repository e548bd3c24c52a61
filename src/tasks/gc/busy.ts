import { posix } from 'node:path'
import type { JournalText } from '../../engine/journal/format.js'
import type { Step } from '../../steps/common/step.js'
import { type Holder, describeHolder } from '../../hosts/holder.js'
import type { Found } from './found.js'

/** What running tasks, and those that were broken off, have to do with. */
export interface Busy {
  /** Names of contexts, uuids, paths: all that locks and open journals name. */
  readonly words: ReadonlySet<string>
  /** Folders that are a task's with all that is in them. */
  readonly folders: ReadonlySet<string>
  readonly running: readonly Holder[]
  readonly broken: readonly JournalText[]
}

function* wordsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* wordsIn(part)
}

const stepsOf = ({ plans }: JournalText): readonly Step[] => plans.flatMap(({ steps }) => steps)

const wholeFolder = (step: Step & { readonly path?: string; readonly whole?: boolean }): readonly string[] =>
  step.path !== undefined && (step.kind === 'removal' || step.whole === true) ? [step.path] : []

/** Tasks that are at work, or were broken off. */
export interface AtWork {
  readonly open: readonly JournalText[]
  readonly broken: readonly JournalText[]
  /** What living processes have locked, by its name. */
  readonly locks: ReadonlyMap<string, Holder>
  /** Living processes with a lock or a journal. */
  readonly running: readonly Holder[]
}

export const busyWith = ({ open, broken, locks, running }: AtWork): Busy => ({
  words: new Set([...locks.keys(), ...open.flatMap((journal) => [...wordsIn(journal)])]),
  folders: new Set(open.flatMap(stepsOf).flatMap(wholeFolder)),
  running,
  broken,
})

const parentsOf = (path: string): readonly string[] => {
  const parent = posix.dirname(path)
  return parent === path || parent === '.' ? [] : [parent, ...parentsOf(parent)]
}

/** Writing a file takes moments; after this time its writer is not at work any more, whoever else is. */
const longestWriteMilliseconds = 10 * 60_000

const mayBeWritten = ({ since }: Found, { running }: Busy, now: number): boolean =>
  since !== undefined && running.length > 0 && now - since < longestWriteMilliseconds

/** Whether a task has to do with it: then it is that task's, and not nobody's. */
export const isUsed = (found: Found, busy: Busy, now: number): boolean => {
  const { where, context, uuid, concerns = [] } = found
  return (
    [where, context, uuid, ...concerns].some((word) => word !== undefined && busy.words.has(word)) ||
    parentsOf(where).some((folder) => busy.folders.has(folder)) ||
    mayBeWritten(found, busy, now)
  )
}

const brokenOff = ({ header: { task, contexts } }: JournalText): string =>
  `${task} on ${contexts.join(', ')} was broken off, and what it names is left to it: provision-recover first`

/** What the user is to know of tasks because of which something is left out. */
export const busyWarnings = ({ broken, running }: Busy, isAnythingUsed: boolean): readonly string[] => [
  ...broken.map(brokenOff),
  ...(isAnythingUsed
    ? [...new Set(running.map(describeHolder))].map((task) => `left out what is in use by ${task}`)
    : []),
]
