import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
} from 'node:fs'
import { copySync, removeSync } from 'fs-extra/esm'
import { join } from 'node:path'
import type { Access, Files, FileState } from '../host.js'
import { kindOf } from './entries.js'
import { giveToGroup, groupName } from './groups.js'
import { temporaryPath, sweep, write, writeAll } from './writes.js'
import { ignoringMissing, isMissing } from './missing.js'
import { permitted } from './permitted.js'

const permissionBits = 0o7777

/** Why a directory stays that is not empty. */
const stays = new Set(['ENOTEMPTY', 'EEXIST'])

const state = (path: string): FileState | undefined => {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  const { mode, uid, gid } = stats
  return { kind: kindOf(stats), mode: mode & permissionBits, uid, gid, group: groupName(gid) }
}

const access = (path: string, { mode, group }: Access): void => {
  giveToGroup(path, group, (gid) => chownSync(path, -1, gid))
  chmodSync(path, mode)
}

const makeDirectory = (path: string, wanted: Access): void => {
  mkdirSync(path, { mode: wanted.mode & 0o700 })
  access(path, wanted)
}

const isSame = (one: string, other: string): boolean => {
  const [here, there] = [one, other].map((path) => lstatSync(path, { throwIfNoEntry: false }))
  return here !== undefined && here.ino === there?.ino && here.dev === there.dev
}

/** Once it is kept, it is not kept again. */
const keep = (path: string, as: string): void => {
  if (isSame(path, as)) return
  try {
    linkSync(path, as)
  } catch {
    copySync(path, as, { preserveTimestamps: true })
    chmodSync(as, lstatSync(path).mode & permissionBits)
  }
}

const putBack = (kept: string, path: string): void => {
  const temporary = temporaryPath(path)
  keep(kept, temporary)
  renameSync(temporary, path)
  // Where both are the same file already, the renaming does nothing.
  removeSync(temporary)
}

const removeIfEmpty = (path: string): void => {
  try {
    rmdirSync(path)
  } catch (error) {
    if (!isMissing(error) && !stays.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const forbidden = (path: string): string | undefined => {
  if (!permitted(path, 'empty')) return path
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const found = entry.isDirectory() ? forbidden(join(path, entry.name)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const link = (target: string, path: string): void => {
  const temporary = temporaryPath(path)
  symlinkSync(target, temporary)
  renameSync(temporary, path)
}

/** The files of this machine. */
export const localFiles: Files = {
  state,
  text: (path) => ignoringMissing(() => readFileSync(path, 'utf8')),
  target: (path) => ignoringMissing(() => readlinkSync(path)),
  write,
  writeAll,
  sweep,
  access,
  makeDirectory,
  link,
  keep,
  putBack,
  removeIfEmpty,
  forbidden,
  rename: renameSync,
  remove: removeSync,
}
