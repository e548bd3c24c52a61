import { ensureDirSync } from 'fs-extra/esm'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { becomeHistory } from './history.js'
import { type Entry, type JournalHeader, type StepAt, openFolder } from './journal-text.js'

const newId = (): string => `${new Date().toISOString().replace(/[-:]|\..*$/g, '')}-${randomBytes(4).toString('hex')}`

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
    becomeHistory(this.home, this.id, this.#folder)
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
