import type { Holder } from '../../hosts/holder.js'
import type { Stages } from '../../steps/common/stages.js'
import type { Step } from '../../steps/common/step.js'

/** The plan of one intent, with its steps in the order in which they run. */
export interface JournaledPlan {
  readonly context: string
  readonly changes?: readonly string[]
  readonly holds?: readonly string[]
  readonly steps: readonly Step[]
}

/** The first line: everything needed to know whether the task runs. */
export interface JournalHeader {
  readonly format: 2
  readonly id: string
  readonly task: string
  readonly holder: Holder
  /** All contexts that the task changes or holds. */
  readonly contexts: readonly string[]
  readonly stages: Stages
}

/** A step is named by the index of its plan and its index there. */
export type StepPosition = readonly [plan: number, step: number]

/** Digests of the state that a task left, and of the backups, for one step. */
export type StepLeft = readonly [...position: StepPosition, state: string, backups: string]

/** `stuck` and `kept failed` leave the journal open, by necessity and by request. */
export type JournalEnd = 'done' | 'undone' | 'stuck' | 'kept failed' | 'given up'

/** A line of the journal after the second, which holds the plans. */
export type Entry =
  | { readonly begin: StepPosition; readonly before: unknown }
  | { readonly undone: number; readonly leftOver?: readonly string[] }
  | { readonly committed: readonly number[] }
  /** What a program has written. */
  | { readonly output: StepPosition; readonly stdout: string; readonly stderr: string }
  /** Written by a recovery, after the commit. */
  | { readonly finished: number }
  | { readonly failed: number; readonly message: string }
  | { readonly left: readonly StepLeft[] }
  /** Written by `provision-undo`: the changes of these plans are undone, although they were committed. */
  | { readonly reopened: readonly number[]; readonly holder: Holder }
  /** `at`: ISO 8601; version 0.1.0 did not write it. */
  | { readonly end: JournalEnd; readonly at?: string }

export interface JournalText {
  readonly header: JournalHeader
  readonly plans: readonly JournaledPlan[]
  /** Up to the first line that cannot be read. */
  readonly entries: readonly Entry[]
  /** What of it cannot be read. Then it is not known what the task has done. */
  readonly damage?: string
}

/** When a journal was begun, by its id, in milliseconds since 1970. */
export const timeOfId = (id: string): number =>
  Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d).*$/, '$1-$2-$3T$4:$5:$6Z'))

/** Whether a word names a journal: its id, or the beginning or end of it. */
export const isIdFor = (word: string, id: string): boolean => word !== '' && (id.startsWith(word) || id.endsWith(word))
