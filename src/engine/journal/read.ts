import { closeSync, openSync, readSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ignoringMissing } from '../../hosts/local/missing.js'
import { regularText } from '../../hosts/local/regular-file.js'
import { fromFirstFormat } from './format-1.js'
import { givenUpFolder, journalFile, openFolder } from './folders.js'
import type { Entry, JournalHeader, JournalText } from './format.js'
import { type SharedPlans, expandShared } from './shared.js'

const fileOf = (folder: string, id: string): string => join(folder, id, journalFile)

/** Only whole lines count: a process killed during a write leaves half a line at the end. */
const wholeLines = (text: string): readonly string[] =>
  text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)

/** The lines up to the first damaged one. Lines after it cannot be trusted. */
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

interface AnyHeader {
  readonly format?: number
  readonly id?: string
  readonly plans?: unknown
  readonly contexts?: unknown
}

/** Whether the line is a header that some version of Provision has written. */
const isHeader = (line: unknown): line is AnyHeader => {
  if (typeof line !== 'object' || line === null) return false
  const { format, id, plans, contexts } = line as AnyHeader
  return typeof id === 'string' && ((format === 1 && Array.isArray(plans)) || (format === 2 && Array.isArray(contexts)))
}

/** The journal in today's format, whichever version wrote it. */
const journalOf = (lines: readonly unknown[]): JournalText | undefined => {
  const [header, ...rest] = lines
  if (!isHeader(header)) return undefined
  if (header.format === 1) return fromFirstFormat(header, rest)
  const [plans, ...entries] = rest
  return {
    header: header as unknown as JournalHeader,
    plans: plans === undefined ? [] : expandShared(plans as SharedPlans),
    entries: entries as readonly Entry[],
  }
}

export const readJournal = (folder: string, id: string): JournalText | undefined =>
  journalOf(readLines(regularText(fileOf(folder, id), { limit: Number.POSITIVE_INFINITY }) ?? ''))

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

/** Reads the header alone. Undefined if there is none or it is damaged. */
export const readHeader = (folder: string, id: string): JournalHeader | undefined =>
  journalOf(readLines(ignoringMissing(() => firstLine(fileOf(folder, id))) ?? ''))?.header

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
