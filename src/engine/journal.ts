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
import { withPathInError } from '../hosts/local/name-path.js'
import { tellActivity } from './activity.js'
import { becomeHistory } from './history.js'
import { type Entry, type JournalHeader, type JournalText, type StepAt, openFolder } from './journal-text.js'

const newId = (): string => `${new Date().toISOString().replace(/[-:]|\..*$/g, '')}-${randomBytes(4).toString('hex')}`

const now = (): string => new Date().toISOString()

/** What a running plan writes. */
export interface Writing {
  readonly write: (entries: readonly Entry[]) => void
  readonly note: (entries: readonly Entry[]) => void
  readonly keep: (at: StepAt) => string
}

const isKept = (entry: Entry): boolean => !('begin' in entry)

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
  readonly #header: JournalHeader
  /** All but what steps began, which history does not keep. */
  readonly #entries: Entry[]

  private constructor(
    readonly home: string,
    { header, entries }: JournalText,
  ) {
    this.#header = header
    this.#entries = entries.filter(isKept)
    this.#folder = join(openFolder(home), header.id)
    ensureDirSync(this.#folder, 0o700)
    this.#file = openSync(join(this.#folder, 'journal.jsonl'), 'a', 0o600)
  }

  get id(): string {
    return this.#header.id
  }

  static open(home: string, begun: Omit<JournalHeader, 'format' | 'id'>): Journal {
    const header = { format: 1, id: newId(), ...begun } as const
    const journal = new Journal(home, { header, entries: [] })
    try {
      journal.#append([header])
    } catch (error) {
      journal.#forget()
      throw error
    }
    return journal
  }

  /** Goes on with the journal of a task whose process is dead, after its last whole line. */
  static reopen(home: string, text: JournalText): Journal {
    const path = join(openFolder(home), text.header.id, 'journal.jsonl')
    truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1)
    return new Journal(home, text)
  }

  write(entries: readonly Entry[]): void {
    this.#append(entries)
    this.#entries.push(...entries.filter(isKept))
  }

  /** All lines or none: half a line would spoil what is written after it. */
  #append(lines: readonly (Entry | JournalHeader)[]): void {
    if (lines.length === 0) return
    const { size } = fstatSync(this.#file)
    try {
      withPathInError(this.#folder, () => {
        writeFileSync(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
        fsyncSync(this.#file)
      })
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
    this.note([{ end, at: now() }])
    closeSync(this.#file)
    for (const kept of readdirSync(this.#folder))
      if (kept.startsWith('keep-')) rmSync(join(this.#folder, kept), { recursive: true })
    becomeHistory(this.home, this.#folder, { header: this.#header, entries: this.#entries })
  }

  /** Stays open: something could not be undone or finished. */
  leaveOpen(): void {
    this.note([{ end: 'stuck', at: now() }])
    closeSync(this.#file)
    tellActivity(this.home)
  }

  #forget(): void {
    closeSync(this.#file)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
