import { ensureDirSync } from 'fs-extra/esm'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { ignoringMissing } from '../../hosts/local/missing.js'
import { withPathInError } from '../../hosts/local/name-path.js'
import { tellActivity } from './activity.js'
import { givenUpFolder, journalFile, keepName, keptFolder, lengthFile, openFolder } from './folders.js'
import type { Entry, JournalEnd, JournalHeader, JournalText, JournaledPlan, StepPosition } from './format.js'
import { becomeHistory } from './history.js'
import { collectShared } from './shared.js'
import { undoablePlans } from './states.js'

/** `20261125T020304567-1f2e3d4c`: sorts by time. */
const newId = (): string => `${new Date().toISOString().replace(/[-:.Z]/g, '')}-${randomBytes(4).toString('hex')}`

/** How a running plan writes to the journal. */
export interface Writing {
  readonly id: string
  /** On disk when it returns. Throws if that fails. */
  readonly write: (entries: readonly Entry[]) => void
  /** Writes entries that recovery does not need. */
  readonly note: (entries: readonly Entry[]) => void
  /** The folder on this machine for a step's undo data. It may not exist yet. */
  readonly keep: (position: StepPosition) => string
}

const nothing = (): void => {}

/** For plans that change nothing, such as plans of checks alone. */
export const noJournal: Writing = {
  id: 'none',
  write: nothing,
  note: nothing,
  keep: () => {
    throw new Error('a plan without changes keeps no files')
  },
}

/** The first lines of a journal. */
export type Begun = Omit<JournalHeader, 'format' | 'id'> & { readonly plans: readonly JournaledPlan[] }

/** History keeps no `begin` entries, so they are not held in memory. */
const isOfHistory = (entry: Entry): boolean => !('begin' in entry)

const lengthDigits = 16

/** Writes the length of a journal in place, so that it needs room on the disk only once. */
const writeLength = (file: number, length: number): void => {
  writeSync(file, String(length).padEnd(lengthDigits), 0)
}

/** The file with the length, which an older journal does not have and does not get. */
const openLength = (path: string, isNew: boolean): number | undefined =>
  isNew ? openSync(path, 'wx', 0o600) : ignoringMissing(() => openSync(path, 'r+'))

const flushFolder = (path: string): void => {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Moves the folder of a journal to another place in the home. */
const moveJournal = (folder: string, to: string): void => {
  ensureDirSync(to, 0o700)
  renameSync(folder, join(to, basename(folder)))
}

/**
 * The durable record of a running task, `journal/open/ID/journal.jsonl`: first its header, then its plans, then before
 * each step what undo needs. Each write is on disk before the step runs. Files with undo data are beside it. The folder
 * appears with the first two lines on disk: until then its name begins with a dot, and no step has run.
 */
export class Journal implements Writing {
  #folder: string
  readonly #file: number
  /** Undefined for a journal of a version that recorded no length. */
  readonly #lengthFile: number | undefined
  readonly #text: JournalText
  readonly #entries: Entry[]

  private constructor(
    readonly home: string,
    text: JournalText,
    name = text.header.id,
  ) {
    this.#text = text
    this.#entries = text.entries.filter(isOfHistory)
    this.#folder = join(openFolder(home), name)
    ensureDirSync(this.#folder, 0o700)
    this.#file = openSync(join(this.#folder, journalFile), 'a', 0o600)
    this.#lengthFile = openLength(join(this.#folder, lengthFile), name !== text.header.id)
  }

  #close(): void {
    closeSync(this.#file)
    if (this.#lengthFile !== undefined) closeSync(this.#lengthFile)
  }

  get id(): string {
    return this.#text.header.id
  }

  static open(home: string, { plans, ...begun }: Begun): Journal {
    const header = { format: 2, id: newId(), ...begun } as const
    const journal = new Journal(home, { header, plans, entries: [] }, `.${header.id}`)
    try {
      journal.#append([header, collectShared(plans)])
      journal.#beginLength()
      journal.#appear()
    } catch (error) {
      journal.#forget()
      throw error
    }
    return journal
  }

  /** Continues the journal of a dead task after its last whole line. */
  static reopen(home: string, text: JournalText): Journal {
    const path = join(openFolder(home), text.header.id, journalFile)
    truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1)
    return new Journal(home, text)
  }

  /** A length file that is there is never empty, not even after a power cut. */
  #beginLength(): void {
    if (this.#lengthFile === undefined) return
    writeLength(this.#lengthFile, fstatSync(this.#file).size)
    fsyncSync(this.#lengthFile)
  }

  /** Without it a cut is not noticed. The journal itself is on disk. */
  #noteLength(): void {
    try {
      if (this.#lengthFile !== undefined) writeLength(this.#lengthFile, fstatSync(this.#file).size)
    } catch {
      // The length before it is right, too.
    }
  }

  #appear(): void {
    const open = openFolder(this.home)
    renameSync(this.#folder, join(open, this.id))
    this.#folder = join(open, this.id)
    flushFolder(open)
  }

  write(entries: readonly Entry[]): void {
    this.#append(entries)
    this.#noteLength()
    this.#entries.push(...entries.filter(isOfHistory))
  }

  /** Writes all lines or none: half a line would damage the next one. */
  #append(lines: readonly object[]): void {
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

  /** Ignores a write error, because recovery can do the work again. So a full disk does not stop an undo. */
  note(entries: readonly Entry[]): void {
    try {
      this.write(entries)
    } catch {
      // The journal stays open, and the next command undoes again.
    }
  }

  keep([plan, step]: StepPosition): string {
    return join(this.#folder, keepName(plan, step))
  }

  /**
   * Ends the journal. It stays open if something could not be undone or finished, or was not to be. It is kept with its files if it can
   * be undone later. Otherwise it becomes history. Returns whether it has become history.
   */
  end(how: Exclude<JournalEnd, 'given up'>): boolean {
    this.note([{ end: how, at: new Date().toISOString() }])
    this.#close()
    const text = { ...this.#text, entries: this.#entries }
    const staysOpen = how === 'stuck' || how === 'kept failed'
    const isHistory = !staysOpen && undoablePlans(text).length === 0
    if (staysOpen) tellActivity(this.home)
    else if (isHistory) becomeHistory(this.home, this.#folder, text)
    else moveJournal(this.#folder, keptFolder(this.home))
    return isHistory
  }

  /** Ends a journal that nobody will undo. Its undo data stays with it. */
  giveUp(): void {
    this.note([{ end: 'given up', at: new Date().toISOString() }])
    this.#close()
    moveJournal(this.#folder, givenUpFolder(this.home))
  }

  /** Gives up a damaged journal as it is: nothing can be written after a line that cannot be read. */
  static giveUpDamaged(home: string, folder: string, { header: { id } }: JournalText): void {
    moveJournal(join(folder, id), givenUpFolder(home))
  }

  #forget(): void {
    this.#close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
