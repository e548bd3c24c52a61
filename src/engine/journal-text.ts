import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Holder } from '../hosts/holder.js'
import { ignoringMissing } from '../hosts/local/missing.js'
import type { Before, Step } from '../steps/common/step.js'

/** What one context's part of a task is: its steps in the order in which they run. */
export interface JournaledPlan {
  readonly context: string
  readonly steps: readonly Step[]
}

export interface JournalHeader {
  readonly format: 1
  readonly id: string
  readonly task: string
  readonly holder: Holder
  readonly plans: readonly JournaledPlan[]
}

/** A step is named by its plan and its place in it. */
export type StepAt = readonly [plan: number, step: number]

/** A line of the journal after the header. */
export type Entry =
  | { readonly begin: StepAt; readonly before: Before }
  | { readonly undone: number; readonly leftOver?: readonly string[] }
  | { readonly committed: readonly number[] }
  /** By a recovery, after the commit. */
  | { readonly finished: number }
  | { readonly failed: number; readonly message: string }
  /** `at` is ISO 8601; version 0.1 wrote none. */
  | { readonly end: 'done' | 'undone' | 'stuck'; readonly at?: string }

export const openFolder = (home: string): string => join(home, 'journal', 'open')

export interface JournalText {
  readonly header: JournalHeader
  readonly entries: readonly Entry[]
}

/** A process killed while it wrote leaves half a line at the end, which never took effect. */
const wholeLines = (text: string): readonly string[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)

/** The lines as far as they can be read: what comes after a damaged one cannot be trusted. */
const readLines = (text: string): readonly unknown[] => {
  const lines: unknown[] = []
  for (const line of wholeLines(text))
    try {
      lines.push(JSON.parse(line))
    } catch {
      return lines
    }
  return lines
}

export const readJournal = (folder: string, id: string): JournalText | undefined => {
  const text = ignoringMissing(() => readFileSync(join(folder, id, 'journal.jsonl'), 'utf8')) ?? ''
  const [header, ...entries] = readLines(text)
  return header === undefined ? undefined : { header: header as JournalHeader, entries: entries as readonly Entry[] }
}

export const readAll = (folder: string): readonly JournalText[] =>
  (ignoringMissing(() => readdirSync(folder).sort()) ?? []).flatMap((id) => readJournal(folder, id) ?? [])

/** Journals of tasks that run, or whose process died. */
export const openJournals = (home: string): readonly JournalText[] => readAll(openFolder(home))
