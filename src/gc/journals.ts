import { posix } from 'node:path'
import { expiringIds } from '../engine/kept.js'
import { givenUpFolder, keptFolder, openFolder } from '../engine/journal/folders.js'
import { readJournal } from '../engine/journal/read.js'
import { command } from '../lib/shell-word.js'
import { type Orphan, removedByGc } from '../services/orphan.js'
import type { Scan } from './scan.js'

/** Whether the task has begun. No step runs before the first line is complete. */
const hasBegun = (folder: string, { reader, entries }: Scan): boolean =>
  reader.text(posix.join(folder, 'journal.jsonl'))?.includes('\n') === true ||
  entries(folder).some(({ name }) => name !== 'journal.jsonl')

const journalFound = (path: string, scan: Scan): Orphan => ({
  kind: 'journal',
  where: path,
  since: scan.changedAt(path) ?? 0,
  ...(hasBegun(path, scan)
    ? {
        why: 'its first line cannot be read, so its task cannot be undone',
        fix: command`check by hand what the task has changed (the journal contains backups of files), then rm -r ${path}`,
        removable: false,
      }
    : { why: 'its task died before it changed anything', fix: removedByGc, removable: true }),
})

/** Open journals without a readable first line. */
export const journalsWithoutHeader = (scan: Scan): readonly Orphan[] => {
  const folder = openFolder(scan.home)
  return scan
    .entries(folder)
    .filter(({ name, kind }) => kind === 'directory' && !name.startsWith('.'))
    .filter(({ name }) => readJournal(folder, name) === undefined)
    .map(({ path }) => journalFound(path, scan))
}

/** Journals that were given up, with what their undo would have needed. */
export const journalsGivenUp = (scan: Scan): readonly Orphan[] =>
  scan.entries(givenUpFolder(scan.home)).map(({ name, path }) => ({
    kind: 'journal',
    where: path,
    why: `its task was given up: provision-journal ${name} tells what is left of it`,
    fix: command`set that right by hand (the journal contains backups of files), then rm -r ${path}`,
    removable: false,
  }))

/** Journals whose undo data could not be removed when they were too old to be kept. */
export const journalsExpiring = (scan: Scan): readonly Orphan[] =>
  expiringIds(scan.home).map((id) => ({
    kind: 'journal',
    where: posix.join(keptFolder(scan.home), `.${id}`),
    why: 'undo data of its task could not be removed; each task that can be undone tries again, and says what remains',
    fix: 'remove what keeps it, such as a file of another user',
    removable: false,
    concerns: [id],
  }))
