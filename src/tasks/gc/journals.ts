import { posix } from 'node:path'
import { openFolder } from '../../engine/journal/folders.js'
import { readJournal } from '../../engine/journal/read.js'
import { type Found, type Sight, removedByGc, shellWord } from './found.js'

/** No step runs before the first line is whole: without one, nothing was done. */
const hasBegun = (folder: string, { look, entries }: Sight): boolean =>
  look.text(posix.join(folder, 'journal.jsonl'))?.includes('\n') === true ||
  entries(folder).some(({ name }) => name !== 'journal.jsonl')

const journalFound = (path: string, sight: Sight): Found => ({
  kind: 'journal',
  where: path,
  since: sight.changedAt(path) ?? 0,
  ...(hasBegun(path, sight)
    ? {
        why: 'its first line cannot be read, so nobody can undo what the task has done',
        fix: `put right by hand what it was about (the kept files in it are as they were before), then rm -r ${shellWord(path)}`,
        removable: false,
      }
    : { why: 'its task died before it did anything', fix: removedByGc, removable: true }),
})

/** Journals that were opened and never say of what. */
export const headlessJournals = (sight: Sight): readonly Found[] => {
  const folder = openFolder(sight.home)
  return sight
    .entries(folder)
    .filter(({ name, kind }) => kind === 'directory' && !name.startsWith('.'))
    .filter(({ name }) => readJournal(folder, name) === undefined)
    .map(({ path }) => journalFound(path, sight))
}
