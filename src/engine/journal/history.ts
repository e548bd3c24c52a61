import { ensureDirSync } from 'fs-extra/esm'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '../../steps/common/step.js'
import { closedFolder, isKeepName, journalFile, lengthFile } from './folders.js'
import type { JournalText } from './format.js'
import { readAll } from './read.js'

/** History keeps this many journals. The oldest are removed. */
const mostClosed = 200

const removeOldest = (folder: string): void => {
  const closed = readdirSync(folder).sort()
  for (const id of closed.slice(0, Math.max(0, closed.length - mostClosed)))
    rmSync(join(folder, id), { recursive: true, force: true })
}

/** History keeps the titles of steps for up to this many contexts. */
const mostDetailed = 100

/** The lines of history, without the texts of steps. */
const historyLines = ({ header, plans, entries }: JournalText): readonly object[] => {
  const detailed = plans.length <= mostDetailed
  const titles = (steps: readonly Step[]) =>
    detailed ? steps.map(({ kind, stage, host, context, title }) => ({ kind, stage, host, context, title })) : []
  const short = plans.map(({ steps, ...plan }) => ({ ...plan, steps: titles(steps) }))
  return [header, { plans: short, shared: [] }, ...entries.filter((entry) => !('begin' in entry || 'left' in entry))]
}

/** Shortens the file of a journal. On a full disk it keeps its length. */
const shorten = (folder: string, journal: JournalText): void => {
  const [path, shorter] = [join(folder, journalFile), join(folder, '.shorter')]
  const text = historyLines(journal)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
  try {
    writeFileSync(shorter, text, { mode: 0o600 })
    renameSync(shorter, path)
  } catch {
    rmSync(shorter, { force: true })
  }
}

const removeKept = (folder: string): void => {
  for (const name of readdirSync(folder))
    if (isKeepName(name) || name === lengthFile) rmSync(join(folder, name), { recursive: true })
}

/** Moves a journal that has ended to history, without its undo data. */
export const becomeHistory = (home: string, folder: string, journal: JournalText): void => {
  removeKept(folder)
  const closed = closedFolder(home)
  const destination = join(closed, journal.header.id)
  ensureDirSync(closed, 0o700)
  renameSync(folder, destination)
  shorten(destination, journal)
  removeOldest(closed)
}

/** Journals of tasks that have ended, the oldest first. */
export const closedJournals = (home: string): readonly JournalText[] => readAll(closedFolder(home))
