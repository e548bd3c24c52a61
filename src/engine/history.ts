import { ensureDirSync } from 'fs-extra/esm'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '../steps/common/step.js'
import { type JournalText, readAll } from './journal-text.js'

const closedFolder = (home: string): string => join(home, 'journal', 'closed')

/** Closed journals are history; the oldest are removed. */
const mostClosed = 200

const forget = (folder: string): void => {
  const closed = readdirSync(folder).sort()
  for (const id of closed.slice(0, Math.max(0, closed.length - mostClosed)))
    rmSync(join(folder, id), { recursive: true, force: true })
}

/** Contexts of which history says step by step what was done. */
const mostDetailed = 100

/** Without the texts of steps. */
const asHistory = ({ header, entries }: JournalText): readonly unknown[] => {
  const detailed = header.plans.length <= mostDetailed
  const titles = (steps: readonly Step[]) =>
    detailed ? steps.map(({ kind, stage, context, title }) => ({ kind, stage, context, title })) : []
  const plans = header.plans.map(({ context, steps }) => ({ context, steps: titles(steps) }))
  return [{ ...header, plans }, ...entries]
}

/** On a full disk it stays as long as it is. */
const shorten = (folder: string, journal: JournalText): void => {
  const [path, shorter] = [join(folder, 'journal.jsonl'), join(folder, '.shorter')]
  try {
    writeFileSync(
      shorter,
      asHistory(journal)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
      { mode: 0o600 },
    )
    renameSync(shorter, path)
  } catch {
    rmSync(shorter, { force: true })
  }
}

/** A journal that has ended well, or was undone, is moved to the others of its like. */
export const becomeHistory = (home: string, folder: string, journal: JournalText): void => {
  const closed = closedFolder(home)
  const place = join(closed, journal.header.id)
  ensureDirSync(closed, 0o700)
  renameSync(folder, place)
  shorten(place, journal)
  forget(closed)
}

/** Journals of tasks that have ended, the oldest first. */
export const closedJournals = (home: string): readonly JournalText[] => readAll(closedFolder(home))
