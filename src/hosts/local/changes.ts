import type { Applied, ChangeSet, FileChange } from '../files.js'
import { backUp, makeDirectory, makeLink, removeIfEmpty, rename, restore, setAccess } from './files.js'
import type { GroupTable } from './groups.js'
import { remove } from './removal.js'
import { type NewFile, write, writeAll } from './writes.js'

const makeChange = (change: FileChange, groups: GroupTable): void => {
  switch (change.do) {
    case 'write':
      return write(change, groups)
    case 'make-directory':
      return makeDirectory(change.path, change, groups)
    case 'set-access':
      return setAccess(change.path, change, groups)
    case 'link':
      return makeLink(change.path, change.target)
    case 'back-up':
      return backUp(change.path, change.to)
    case 'restore':
      return restore(change.path, change.from)
    case 'rename':
      return rename(change.path, change.to)
    case 'remove':
      return remove(change.path)
    case 'remove-if-empty':
      return removeIfEmpty(change.path)
  }
}

const makeSet = ({ changes }: ChangeSet, groups: GroupTable): Applied => {
  try {
    for (const change of changes) makeChange(change, groups)
    return { ok: true }
  } catch (error) {
    return { ok: false, error }
  }
}

/** Applies one set after the other. After a failure, later sets with the same name are skipped. */
const applyInOrder = (sets: readonly ChangeSet[], groups: GroupTable): readonly Applied[] => {
  const failed = new Map<string, Applied>()
  return sets.map((set) => {
    const applied = failed.get(set.of) ?? makeSet(set, groups)
    if (!applied.ok) failed.set(set.of, applied)
    return applied
  })
}

type Write = FileChange & { readonly do: 'write' } & NewFile

/** The single file that each set writes. Undefined if some set does anything else. */
const singleWrites = (sets: readonly ChangeSet[]): readonly Write[] | undefined => {
  const writes = sets.flatMap(({ changes }) => (changes.length === 1 && changes[0]?.do === 'write' ? [changes[0]] : []))
  return writes.length === sets.length ? writes : undefined
}

/** Flushes many single files together. */
export const apply = async (sets: readonly ChangeSet[], groups: GroupTable): Promise<readonly Applied[]> => {
  const writes = singleWrites(sets)
  return writes === undefined ? applyInOrder(sets, groups) : writeAll(writes, groups)
}
