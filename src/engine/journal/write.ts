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
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { withPathInError } from '../../hosts/local/name-path.js'
import { tellActivity } from './activity.js'
import { givenUpFolder, journalFile, keepName, keptFolder, openFolder } from './folders.js'
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

/**
 * The durable record of a running task, `journal/open/ID/journal.jsonl`: first its header, then its plans, then before
 * each step what undo needs. Each write is on disk before the step runs. Files with undo data are beside it.
 */
export class Journal implements Writing {
  readonly #folder: string
  readonly #file: number
  readonly #text: JournalText
  readonly #entries: Entry[]

  private constructor(
    readonly home: string,
    text: JournalText,
  ) {
    this.#text = text
    this.#entries = text.entries.filter(isOfHistory)
    this.#folder = join(openFolder(home), text.header.id)
    ensureDirSync(this.#folder, 0o700)
    this.#file = openSync(join(this.#folder, journalFile), 'a', 0o600)
  }

  get id(): string {
    return this.#text.header.id
  }

  static open(home: string, { plans, ...begun }: Begun): Journal {
    const header = { format: 2, id: newId(), ...begun } as const
    const journal = new Journal(home, { header, plans, entries: [] })
    try {
      journal.#append([header, collectShared(plans)])
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

  write(entries: readonly Entry[]): void {
    this.#append(entries)
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
    closeSync(this.#file)
    const text = { ...this.#text, entries: this.#entries }
    const staysOpen = how === 'stuck' || how === 'kept failed'
    const isHistory = !staysOpen && undoablePlans(text).length === 0
    if (staysOpen) tellActivity(this.home)
    else if (isHistory) becomeHistory(this.home, this.#folder, text)
    else this.#moveTo(keptFolder(this.home))
    return isHistory
  }

  /** Ends a journal that nobody will undo. Its undo data stays with it. */
  giveUp(): void {
    this.note([{ end: 'given up', at: new Date().toISOString() }])
    closeSync(this.#file)
    this.#moveTo(givenUpFolder(this.home))
  }

  #moveTo(folder: string): void {
    ensureDirSync(folder, 0o700)
    renameSync(this.#folder, join(folder, this.id))
  }

  #forget(): void {
    closeSync(this.#file)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
