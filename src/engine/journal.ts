import { ensureDirSync } from 'fs-extra/esm'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
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
    try {
      journal.write([{ format: 1, id, ...header }])
    } catch (error) {
      journal.#forget()
      throw error
    }
    return journal
  }

  /** Goes on with the journal of a task whose process is dead, after its last whole line. */
  static reopen(home: string, id: string): Journal {
    const path = join(openFolder(home), id, 'journal.jsonl')
    truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1)
    return new Journal(home, id)
  }

  /** All lines or none: half a line would spoil what is written after it. */
  write(lines: readonly (Entry | JournalHeader)[]): void {
    if (lines.length === 0) return
    const { size } = fstatSync(this.#file)
    try {
      writeFileSync(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      fsyncSync(this.#file)
    } catch (error) {
      ftruncateSync(this.#file, size)
      throw error
    }
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
    this.note([{ end }])
    closeSync(this.#file)
    for (const kept of readdirSync(this.#folder))
      if (kept.startsWith('keep-')) rmSync(join(this.#folder, kept), { recursive: true })
    ensureDirSync(closedFolder(this.home), 0o700)
    renameSync(this.#folder, join(closedFolder(this.home), this.id))
    forget(closedFolder(this.home))
  }

  /** Stays open: something could not be undone or finished. */
  leaveOpen(): void {
    this.note([{ end: 'stuck' }])
    closeSync(this.#file)
  }

  #forget(): void {
    closeSync(this.#file)
    rmSync(this.#folder, { recursive: true, force: true })
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

const readJournal = (folder: string, id: string): JournalText | undefined => {
  const text = ignoringMissing(() => readFileSync(join(folder, id, 'journal.jsonl'), 'utf8')) ?? ''
  const [header, ...entries] = readLines(text)
  return header === undefined ? undefined : { header: header as JournalHeader, entries: entries as readonly Entry[] }
}

const readAll = (folder: string): readonly JournalText[] =>
  (ignoringMissing(() => readdirSync(folder).sort()) ?? []).flatMap((id) => readJournal(folder, id) ?? [])

/** Journals of tasks that run, or whose process died. */
export const openJournals = (home: string): readonly JournalText[] => readAll(openFolder(home))

/** Journals of tasks that have ended, the oldest first. */
export const closedJournals = (home: string): readonly JournalText[] => readAll(closedFolder(home))
