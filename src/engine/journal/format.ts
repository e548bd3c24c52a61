import type { Holder } from '../../hosts/holder.js'
import type { Stages } from '../../steps/common/stages.js'
import type { Step } from '../../steps/common/step.js'

/** What one intent's part of a task is: its steps in the order in which they run. */
export interface JournaledPlan {
  readonly context: string
  readonly changes?: readonly string[]
  readonly holds?: readonly string[]
  readonly steps: readonly Step[]
}

/** The first line: all that must be known of a task before it is known whether it runs. */
export interface JournalHeader {
  readonly format: 2
  readonly id: string
  readonly task: string
  readonly holder: Holder
  /** All contexts that it changes or holds. */
  readonly contexts: readonly string[]
  readonly stages: Stages
}

/** A step is named by its plan and its place in it. */
export type StepAt = readonly [plan: number, step: number]

/** A line after the plans, which are the second. */
export type Entry =
  | { readonly begin: StepAt; readonly before: unknown }
  | { readonly undone: number; readonly leftOver?: readonly string[] }
  | { readonly committed: readonly number[] }
  /** By a recovery, after the commit. */
  | { readonly finished: number }
  | { readonly failed: number; readonly message: string }
  /** What was there when the task had ended, as a digest for each step. */
  | { readonly left: readonly (readonly [...StepAt, string])[] }
  /** By `provision-undo`: what these plans had done is undone, although they were committed. */
  | { readonly reopened: readonly number[]; readonly holder: Holder }
  /** `at`: ISO 8601; version 0.1.0 did not say when. */
  | { readonly end: 'done' | 'undone' | 'stuck'; readonly at?: string }

export interface JournalText {
  readonly header: JournalHeader
  readonly plans: readonly JournaledPlan[]
  readonly entries: readonly Entry[]
}

/** Whether a word names a journal: by its id, or by the beginning or end of one. */
export const isIdFor = (word: string, id: string): boolean => word !== '' && (id.startsWith(word) || id.endsWith(word))
