import { ensureDirSync } from 'fs-extra/esm'
import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ignoringMissing } from '../hosts/missing.js'
import type { Before, Step } from '../steps/step.js'
import type { Holder } from '../hosts/holder.js'

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
  | { readonly failed: number; readonly message: string }
  | { readonly end: 'done' | 'undone' | 'stuck' }

const openFolder = (home: string): string => join(home, 'journal', 'open')
const closedFolder = (home: string): string => join(home, 'journal', 'closed')

/** Closed journals are history; the oldest are removed. */
const mostClosed = 200

const newId = (): string => `${new Date().toISOString().replace(/[-:]|\..*$/g, '')}-${randomBytes(4).toString('hex')}`

const forget = (folder: string): void => {
  const closed = ignoringMissing(() => readdirSync(folder).sort()) ?? []
  for (const id of closed.slice(0, Math.max(0, closed.length - mostClosed)))
    rmSync(join(folder, id), { recursive: true, force: true })
}

/** What a running plan writes. */
export interface Writing {
  readonly write: (entries: readonly Entry[]) => void
  readonly note: (entries: readonly Entry[]) => void
  readonly keep: (at: StepAt) => string
}

const nothing = (): void => {}

/** For plans that change nothing, such as checks alone. */
export const noJournal: Writing = {
  write: nothing,
  note: nothing,
  keep: () => {
    throw new Error('a plan without changes keeps no files')
  },
}

/**
 * The durable record of a running task, `journal/open/ID/journal.jsonl`: the whole plan first, then before each step
 * what its undo needs. Each write is on disk before the step runs. Files that undo needs are kept beside it.
 */
export class Journal implements Writing {
  readonly #folder: string
  readonly #file: number
  readonly id: string

  private constructor(
    readonly home: string,
    id: string,
  ) {
    this.id = id
    this.#folder = join(openFolder(home), id)
    ensureDirSync(this.#folder, 0o700)
    this.#file = openSync(join(this.#folder, 'journal.jsonl'), 'a', 0o600)
  }

  static open(home: string, header: Omit<JournalHeader, 'format' | 'id'>): Journal {
    const id = newId()
    const journal = new Journal(home, id)
    journal.write([{ format: 1, id, ...header }])
    return journal
  }

  /** Goes on with the journal of a task whose process is dead. */
  static reopen(home: string, id: string): Journal {
    return new Journal(home, id)
  }

  write(lines: readonly (Entry | JournalHeader)[]): void {
    if (lines.length === 0) return
    const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    for (let at = 0; at < text.length; ) at += writeSync(this.#file, text, at)
    fsyncSync(this.#file)
  }

  /** Writes what recovery can do without, for it would only do again what was done; a full disk does not stop an undo. */
  note(lines: readonly Entry[]): void {
    try {
      this.write(lines)
    } catch {
      // The journal stays open, and the next command undoes once more.
    }
  }

  /** A directory for the files that the undo of one step needs; made when it is asked for. */
  keep([plan, step]: StepAt): string {
    const folder = join(this.#folder, `keep-${plan}-${step}`)
    ensureDirSync(folder, 0o700)
    return join(folder)
  }

  /** Files that undo would have needed are removed; the text becomes history. */
  close(end: 'done' | 'undone'): void {
    this.write([{ end }])
    closeSync(this.#file)
    for (const kept of readdirSync(this.#folder))
      if (kept.startsWith('keep-')) rmSync(join(this.#folder, kept), { recursive: true })
    ensureDirSync(closedFolder(this.home), 0o700)
    renameSync(this.#folder, join(closedFolder(this.home), this.id))
    forget(closedFolder(this.home))
  }

  /** Stays open: something could not be undone or finished. */
  leaveOpen(): void {
    this.write([{ end: 'stuck' }])
    closeSync(this.#file)
  }
}

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

const readJournal = (folder: string, id: string): JournalText | undefined => {
  const text = ignoringMissing(() => readFileSync(join(folder, id, 'journal.jsonl'), 'utf8')) ?? ''
  const [header, ...entries] = wholeLines(text).map((line) => JSON.parse(line) as unknown)
  return header === undefined ? undefined : { header: header as JournalHeader, entries: entries as readonly Entry[] }
}

const readAll = (folder: string): readonly JournalText[] =>
  (ignoringMissing(() => readdirSync(folder).sort()) ?? []).flatMap((id) => readJournal(folder, id) ?? [])

/** Journals of tasks that run, or whose process died. */
export const openJournals = (home: string): readonly JournalText[] => readAll(openFolder(home))

/** Journals of tasks that have ended, the oldest first. */
export const closedJournals = (home: string): readonly JournalText[] => readAll(closedFolder(home))
