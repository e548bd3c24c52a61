import { ensureDirSync } from 'fs-extra/esm'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '../../steps/common/step.js'
import { closedFolder, isKeepName, journalFile } from './folders.js'
import type { JournalText } from './format.js'
import { readAll } from './read.js'

/** The oldest journals of history are removed. */
const mostClosed = 200

const removeOldest = (folder: string): void => {
  const closed = readdirSync(folder).sort()
  for (const id of closed.slice(0, Math.max(0, closed.length - mostClosed)))
    rmSync(join(folder, id), { recursive: true, force: true })
}

/** Contexts of which history says step by step what was done. */
const mostDetailed = 100

/** Without the texts of steps. */
const historyLines = ({ header, plans, entries }: JournalText): readonly object[] => {
  const detailed = plans.length <= mostDetailed
  const titles = (steps: readonly Step[]) =>
    detailed ? steps.map(({ kind, stage, host, context, title }) => ({ kind, stage, host, context, title })) : []
  const short = plans.map(({ steps, ...plan }) => ({ ...plan, steps: titles(steps) }))
  return [header, { plans: short, shared: [] }, ...entries.filter((entry) => !('begin' in entry || 'left' in entry))]
}

/** On a full disk it stays as long as it is. */
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
  for (const name of readdirSync(folder)) if (isKeepName(name)) rmSync(join(folder, name), { recursive: true })
}

/** A journal that has ended for good is moved to the others of its like, without the files that undo would have needed. */
export const becomeHistory = (home: string, folder: string, journal: JournalText): void => {
  removeKept(folder)
  const closed = closedFolder(home)
  const place = join(closed, journal.header.id)
  ensureDirSync(closed, 0o700)
  renameSync(folder, place)
  shorten(place, journal)
  removeOldest(closed)
}

/** Journals of tasks that have ended, the oldest first. */
export const closedJournals = (home: string): readonly JournalText[] => readAll(closedFolder(home))
