import { posix } from 'node:path'
import { givenUpFolder, openFolder } from '../engine/journal/folders.js'
import { openJournals, readJournal } from '../engine/journal/read.js'
import { isKeptFailed } from '../engine/journal/states.js'
import { shortId } from '../lib/short-id.js'
import { shellWord } from '../lib/shell-word.js'
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
        fix: `check by hand what the task has changed (the journal contains backups of files), then rm -r ${shellWord(path)}`,
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

/** Journals of failed tasks whose state was kept to be looked at. */
export const journalsKeptFailed = ({ home }: Pick<Scan, 'home'>): readonly Orphan[] =>
  openJournals(home)
    .filter(isKeptFailed)
    .map(({ header: { id, task, contexts } }) => ({
      kind: 'journal',
      where: posix.join(openFolder(home), id),
      why: `${task} on ${contexts.join(', ')} has failed, and its state was kept: provision-journal ${shortId(id)} tells why`,
      fix: 'provision-recover, or provision-gc --undo-failed',
      removable: false,
    }))

/** Journals that were given up, with what their undo would have needed. */
export const journalsGivenUp = (scan: Scan): readonly Orphan[] =>
  scan.entries(givenUpFolder(scan.home)).map(({ name, path }) => ({
    kind: 'journal',
    where: path,
    why: `its task was given up: provision-journal ${name} tells what is left of it`,
    fix: `set that right by hand (the journal contains backups of files), then rm -r ${shellWord(path)}`,
    removable: false,
  }))
