import { closeSync, existsSync, openSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ignoringMissing } from '../../hosts/local/missing.js'
import { regularText } from '../../hosts/local/regular-file.js'
import { fromFirstFormat } from './format-1.js'
import { isEntry, isHeader, isPlans } from './shapes.js'
import { givenUpFolder, journalFile, lengthFile, openFolder } from './folders.js'
import { type Entry, type JournalHeader, type JournalText, timeOfId } from './format.js'
import { involvedIn } from '../plan.js'
import { type SharedPlans, expandShared } from './shared.js'

const fileOf = (folder: string, id: string): string => join(folder, id, journalFile)

/** Only whole lines count: a process killed during a write leaves half a line at the end. */
const wholeLines = (text: string): readonly string[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)

interface Lines {
  /** Up to the first damaged one: lines after it cannot be trusted. */
  readonly lines: readonly unknown[]
  /** The number of the first damaged line. */
  readonly damaged?: number
}

const readLines = (text: string): Lines => {
  const lines: unknown[] = []
  for (const line of wholeLines(text))
    try {
      lines.push(JSON.parse(line))
    } catch {
      return { lines, damaged: lines.length + 1 }
    }
  return { lines }
}

/** The lines up to the first one that is JSON, but not what Provision writes there. */
const soundLines = ({ lines, damaged }: Lines): Lines => {
  const [header, second] = lines
  if (!isHeader(header)) return { lines: [] }
  const plans = header.format === 1 ? header.plans : isPlans(second) ? second.plans : undefined
  if (plans === undefined) return { lines: [header] }
  const wrong = lines.findIndex((line, index) => index >= header.format && !isEntry(line, plans))
  if (wrong !== -1) return { lines: lines.slice(0, wrong), damaged: wrong + 1 }
  return damaged === undefined ? { lines } : { lines, damaged }
}

/** Stands for the header of a journal whose first line cannot be read. The second line may tell its contexts. */
const unknownHeader = (id: string, contexts: readonly string[]): JournalHeader => ({
  format: 2,
  id,
  task: 'unknown task',
  holder: { pid: 0, started: '', boot: '', user: '', task: '', since: sinceOf(id) },
  contexts,
  stages: { order: [], commitAfter: '' },
})

const sinceOf = (id: string): string => {
  const time = timeOfId(id)
  return new Date(Number.isNaN(time) ? 0 : time).toISOString()
}

/** The contexts in the plans of a journal, which are in its second line. */
const plannedContexts = (text: string): readonly string[] => {
  try {
    const second: unknown = JSON.parse(wholeLines(text)[1] ?? '')
    return isPlans(second) ? [...new Set(second.plans.flatMap(involvedIn))] : []
  } catch {
    return []
  }
}

/** A journal becomes visible with its first two lines, so one without them was damaged later. */
const damageOf = ({ lines, damaged }: Lines, length: number, recorded: number | undefined): string | undefined => {
  const [header] = lines
  if (!isHeader(header)) return 'its first line cannot be read'
  if (header.format === 2 && lines.length < 2) return 'its plan cannot be read'
  if (damaged !== undefined) return `its line ${damaged} cannot be read`
  if (recorded === undefined) return 'its length cannot be read'
  return length < recorded ? 'its end is missing' : undefined
}

/** The length that the journal has had. Version 0.1.0 recorded none. Undefined if it was recorded and cannot be read. */
const recordedLength = (folder: string, id: string): number | undefined => {
  const path = join(folder, id, lengthFile)
  const text = regularText(path) ?? (existsSync(path) ? '' : '0')
  return /^\d+ *$/.test(text) ? Number(text) : undefined
}

/** The journal in today's format, whichever version wrote it. */
const journalOf = (id: string, text: string, { lines }: Lines): JournalText => {
  const [header, ...rest] = lines
  if (!isHeader(header)) return { header: unknownHeader(id, plannedContexts(text)), plans: [], entries: [] }
  if (header.format === 1) return fromFirstFormat(header, rest)
  const [plans, ...entries] = rest
  return {
    header: header as unknown as JournalHeader,
    plans: plans === undefined ? [] : expandShared(plans as SharedPlans),
    entries: entries as readonly Entry[],
  }
}

/** The text of a journal. Empty if its file is missing, undefined if there is no such journal (any more). */
const textOf = (folder: string, id: string, read: (path: string) => string | undefined): string | undefined =>
  ignoringMissing(() => read(fileOf(folder, id))) ?? (existsSync(join(folder, id)) ? '' : undefined)

/** The whole text, however long it is. */
const wholeText = (folder: string, id: string): string | undefined =>
  textOf(folder, id, (path) => regularText(path, { limit: Number.POSITIVE_INFINITY }))

/** A journal that cannot be read is a damaged one, never none. Undefined if there is no such journal (any more). */
export const readJournal = (folder: string, id: string): JournalText | undefined => {
  // First the length, because a running task may write between the two.
  const recorded = recordedLength(folder, id)
  const text = wholeText(folder, id)
  if (text === undefined) return undefined
  const lines = soundLines(readLines(text))
  const journal = journalOf(id, text, lines)
  const damage = damageOf(lines, Buffer.byteLength(text), recorded)
  return damage === undefined ? journal : { ...journal, damage }
}

const chunkBytes = 4096

/** Reads up to the first line end, however large the file is. */
const firstLine = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    const parts: Buffer[] = []
    for (;;) {
      const part = Buffer.alloc(chunkBytes)
      const length = readSync(file, part)
      const end = part.subarray(0, length).indexOf('\n')
      parts.push(part.subarray(0, end === -1 ? length : end + 1))
      if (end !== -1 || length === 0) return Buffer.concat(parts).toString()
    }
  } finally {
    closeSync(file)
  }
}

/** Reads the header alone, and more only if that cannot be read. */
const readHeader = (folder: string, id: string): JournalHeader | undefined => {
  const text = textOf(folder, id, firstLine)
  if (text === undefined) return undefined
  const lines = readLines(text)
  return isHeader(lines.lines[0]) ? journalOf(id, text, lines).header : readJournal(folder, id)?.header
}

/** The ids of the journals in a folder, the oldest first. */
export const journalIds = (folder: string): readonly string[] =>
  (ignoringMissing(() => readdirSync(folder)) ?? []).filter((name) => !name.startsWith('.')).sort()

export const readAll = (folder: string): readonly JournalText[] =>
  journalIds(folder).flatMap((id) => readJournal(folder, id) ?? [])

/** Headers of the journals of tasks that run, or whose process died. */
export const openHeaders = (home: string): readonly JournalHeader[] =>
  journalIds(openFolder(home)).flatMap((id) => readHeader(openFolder(home), id) ?? [])

/** Journals that were given up. */
export const givenUpJournals = (home: string): readonly JournalText[] => readAll(givenUpFolder(home))

/** Journals of tasks that run, or whose process died. */
export const openJournals = (home: string): readonly JournalText[] => readAll(openFolder(home))
