import type { Applied, ChangeSet, FileChange } from '../files.js'
import { type AclOf, setAcls } from './acl.js'
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
  const applied = sets.map((set) => {
    const applied = failed.get(set.of) ?? makeSet(set, groups)
    if (!applied.ok) failed.set(set.of, applied)
    return applied
  })
  return withAcls(sets, applied)
}

/** The ACLs that changes of folders and of access ask for. A file gets its own before it gets its name. */
const aclsIn = ({ changes }: ChangeSet): readonly AclOf[] =>
  changes.flatMap((change) =>
    (change.do === 'make-directory' || change.do === 'set-access') && change.acl !== undefined
      ? [{ path: change.path, mode: change.mode, acl: change.acl, inode: 'inode' in change ? change.inode : undefined }]
      : [],
  )

/** Sets the ACLs of all sets that are done with few processes. */
const withAcls = (sets: readonly ChangeSet[], applied: readonly Applied[]): readonly Applied[] => {
  const wanted = sets.flatMap((set, index) => (applied[index]?.ok ? aclsIn(set).map((acl) => ({ index, acl })) : []))
  const errors = setAcls(wanted.map(({ acl }) => acl))
  const failed = new Map(wanted.flatMap(({ index }, at) => (errors[at] === undefined ? [] : [[index, errors[at]]])))
  return applied.map((one, index) => (failed.has(index) ? { ok: false, error: failed.get(index) } : one))
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
