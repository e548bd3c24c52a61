import { posix } from 'node:path'
import { givenUpFolder, keptFolder, openFolder } from '../engine/journal/folders.js'
import type { JournalText } from '../engine/journal/format.js'
import { openJournals } from '../engine/journal/read.js'
import { isKeptFailed } from '../engine/journal/states.js'
import { damagedKept, expiringIds } from '../engine/kept.js'
import { command } from '../lib/shell-word.js'
import { shortId } from '../lib/short-id.js'
import { type Orphan, removedByGc } from '../services/orphan.js'
import type { Scan } from './scan.js'

const damagedFound = ({ header: { id }, damage = '' }: JournalText, path: string, scan: Scan): Orphan => ({
  kind: 'journal',
  where: path,
  since: scan.changedAt(path) ?? 0,
  why: `${damage}, so it is not known what its task has changed`,
  fix: command`verify the contexts of that time, check by hand, then: provision-recover --abandon=${id}`,
  removable: false,
})

/** Journals that cannot be read. */
export const damagedJournals = (scan: Scan): readonly Orphan[] => [
  ...openJournals(scan.home).flatMap((journal) =>
    journal.damage === undefined
      ? []
      : damagedFound(journal, posix.join(openFolder(scan.home), journal.header.id), scan),
  ),
  ...damagedKept(scan.home).map((journal) =>
    damagedFound(journal, posix.join(keptFolder(scan.home), journal.header.id), scan),
  ),
]

/** Journals that never appeared: no step runs before that. */
export const journalsNotBegun = (scan: Scan): readonly Orphan[] =>
  scan
    .entries(openFolder(scan.home))
    .filter(({ name, kind }) => kind === 'directory' && name.startsWith('.'))
    .map(({ path }) => ({
      kind: 'journal',
      where: path,
      since: scan.changedAt(path) ?? 0,
      why: 'its task died before it changed anything',
      fix: removedByGc,
      removable: true,
    }))

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
