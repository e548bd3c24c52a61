import {
  type Stats,
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { ensureDirSync } from 'fs-extra/esm'
import { dirname } from 'node:path'
import { ProvisionError } from '../../errors.js'
import type { Acl } from '../acl.js'
import type { Access, FileFound, FileQuery, FileState, FoundRights } from '../files.js'
import { copyAcl } from './acl.js'
import { kindOf } from './entries.js'
import type { GroupTable } from './groups.js'
import { hasOtherNames, isStill } from './identity.js'
import { ignoringMissing, isMissing } from './missing.js'
import { inParent, withEntry } from './opened.js'
import { openedBytes, regularText } from './regular-file.js'
import { temporaryPath } from './writes.js'

const permissionBits = 0o7777

/** Error codes for a directory that is not empty. */
const notEmpty = new Set(['ENOTEMPTY', 'EEXIST'])

/** What a path shows of itself. Its ACL has been read before, with those of many. */
interface Shown {
  readonly stats: Stats
  readonly acl: Acl | undefined
}

const stateOf = (path: string, { stats, acl }: Shown, groups: GroupTable): FileState => {
  const { mode, uid, gid } = stats
  const state = { kind: kindOf(stats), mode: mode & permissionBits, uid, gid, group: groups.nameOf(gid) }
  if (state.kind === 'link') return { ...state, target: readlinkSync(path) }
  return acl === undefined ? state : { ...state, acl }
}

const leadsTo = (path: string): FileState['kind'] | undefined => {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats === undefined ? undefined : kindOf(stats)
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, R_OK, W_OK, X_OK } = constants

const mayUse = (path: string, isDirectory: boolean): boolean => {
  try {
    accessSync(path, R_OK | W_OK | (isDirectory ? X_OK : 0))
    return true
  } catch {
    return false
  }
}

const rightsOf = (path: string, stats: Stats): FoundRights => {
  const isOwn = stats.uid === process.getuid?.()
  return {
    inode: stats.ino,
    isOwn,
    hasOtherNames: hasOtherNames(stats),
    isOpen: stats.isSymbolicLink() || (isOwn && !stats.isDirectory()) || mayUse(path, stats.isDirectory()),
  }
}

/** Whose it is, and the names in a folder unless that is closed or replaced meanwhile. Links are not followed. */
const findWithRights = ({ path, names }: FileQuery, shown: Shown, groups: GroupTable): FileFound => {
  const { stats } = shown
  const found = { state: stateOf(path, shown, groups), rights: rightsOf(path, stats) }
  if (names !== true || !stats.isDirectory() || !found.rights.isOpen) return found
  try {
    return { ...found, names: readdirSync(path).sort() }
  } catch {
    return found
  }
}

const contentOf = (
  { path, text, names }: FileQuery,
  kind: FileState['kind'] | undefined,
  noLink = false,
): FileFound => {
  const found = text && kind === 'file' ? regularText(path, { noLink }) : undefined
  return {
    ...(found === undefined ? {} : { text: found }),
    ...(names && kind === 'directory' ? { names: readdirSync(path).sort() } : {}),
  }
}

export const find = (query: FileQuery, groups: GroupTable, acl?: Acl): FileFound => {
  const stats = lstatSync(query.path, { throwIfNoEntry: false })
  if (stats === undefined) return {}
  if (query.rights) return findWithRights(query, { stats, acl }, groups)
  const state = stateOf(query.path, { stats, acl }, groups)
  if (state.kind !== 'link') return { state, ...contentOf(query, state.kind, true) }
  const kind = leadsTo(query.path)
  return { state, ...(kind === undefined ? {} : { leadsTo: kind }), ...contentOf(query, kind) }
}

/** What gets an ACL gets its mode with that. */
const giveAccess = (entry: string, path: string, { mode, group, acl }: Access, groups: GroupTable): void => {
  groups.give(path, group, (gid) => chownSync(entry, -1, gid))
  if (acl === undefined) chmodSync(entry, mode)
}

export const setAccess = (
  path: string,
  { inode, ...access }: Access & { readonly inode?: number | undefined },
  groups: GroupTable,
): void =>
  withEntry(path, (entry, state) => {
    if (isStill(inode, state)) giveAccess(entry, path, access, groups)
  })

const makeNew = (path: string, mode: number): void => {
  try {
    inParent(path, (entry) => mkdirSync(entry, { mode }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

export const makeDirectory = (path: string, access: Access, groups: GroupTable): void => {
  makeNew(path, access.mode & 0o700)
  withEntry(path, (entry, state) => {
    if (!state.isDirectory()) throw Object.assign(new Error(`ENOTDIR: '${path}'`), { code: 'ENOTDIR', path })
    giveAccess(entry, path, access, groups)
  })
}

const isSame = (left: string, right: string): boolean => {
  const [one, two] = [left, right].map((path) => lstatSync(path, { throwIfNoEntry: false }))
  return one !== undefined && one.ino === two?.ino && one.dev === two.dev
}

const notPlain = (path: string): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `${path} is not a plain file any more`, { fix: 'move it away' })

/** Calls `act` with a plain file that is open for reading. What has taken its place meanwhile is refused. */
const withPlainFile = (entry: string, path: string, act: (file: number, state: Stats) => void): void => {
  const file = openSync(entry, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const state = fstatSync(file)
    if (!state.isFile()) throw notPlain(path)
    act(file, state)
  } finally {
    closeSync(file)
  }
}

const copyOpened = (from: number, to: string, { mode, atime, mtime }: Stats): void => {
  const copy = openSync(to, 'wx', 0o600)
  try {
    writeFileSync(copy, openedBytes(from))
    fchmodSync(copy, mode & permissionBits)
    copyAcl(from, copy)
    futimesSync(copy, atime, mtime)
  } finally {
    closeSync(copy)
  }
}

/** Creates a hard link to an open file, or a copy of it if that is not possible. */
const linkOrCopy = (entry: string, path: string, to: string): void =>
  withPlainFile(entry, path, (file, state) => {
    try {
      linkSync(entry, to)
    } catch {
      return copyOpened(file, to, state)
    }
    const { ino, dev } = lstatSync(to)
    if (ino === state.ino && dev === state.dev) return
    unlinkSync(to)
    throw notPlain(path)
  })

const onlyOwner = 0o700

/** Keeps an existing backup. */
export const backUp = (path: string, to: string): void => {
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return
  ensureDirSync(dirname(to), onlyOwner)
  inParent(path, (entry) => inParent(to, (place) => linkOrCopy(entry, path, place)))
}

/** Puts something new in the place of what is there, with one rename. */
const replace = (path: string, make: (temporary: string) => void): void =>
  inParent(path, (entry) => {
    const temporary = temporaryPath(entry)
    make(temporary)
    renameSync(temporary, entry)
  })

export const restore = (path: string, from: string): void => {
  if (!isSame(path, from)) replace(path, (temporary) => linkOrCopy(from, from, temporary))
}

export const removeIfEmpty = (path: string): void => {
  try {
    inParent(path, (entry) => rmdirSync(entry))
  } catch (error) {
    if (!isMissing(error) && !notEmpty.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

export const makeLink = (path: string, target: string): void =>
  replace(path, (temporary) => symlinkSync(target, temporary))

/** Does nothing if the path does not exist. */
export const rename = (path: string, to: string): void => {
  ignoringMissing(() => inParent(path, (entry) => inParent(to, (place) => renameSync(entry, place))))
}
