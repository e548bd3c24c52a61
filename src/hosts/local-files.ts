import {
  chmodSync,
  chownSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { copySync, removeSync } from 'fs-extra/esm'
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { ProvisionError } from '../errors.js'
import type { Access, Files, FileState } from './host.js'
import { groupName, groups } from './local-look.js'
import { ignoringMissing, isMissing } from './missing.js'

const permissionBits = 0o7777

/** Why a directory stays that is not empty. */
const stays = new Set(['ENOTEMPTY', 'EEXIST'])

const kindOf = (stats: import('node:fs').Stats): FileState['kind'] => {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  return stats.isSymbolicLink() ? 'link' : 'other'
}

const state = (path: string): FileState | undefined => {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  const { mode, uid, gid } = stats
  return { kind: kindOf(stats), mode: mode & permissionBits, uid, gid, group: groupName(gid) }
}

const groupId = (name: string): number => {
  const group = groups().find((known) => known.name === name)
  if (group !== undefined) return group.gid
  throw new ProvisionError('DRUSH_PERM_ERROR', `there is no UNIX group ${name}`, { fix: `create it: groupadd ${name}` })
}

const refused = (path: string, group: string, cause: unknown): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `cannot give ${path} to the group ${group}`, {
    cause,
    fix: `add the current user to the group: usermod -aG ${group} ${process.env['USER'] ?? 'USER'}`,
  })

const giveToGroup = (path: string, group: string | undefined, give: (gid: number) => void): void => {
  if (group === undefined) return
  try {
    give(groupId(group))
  } catch (error) {
    throw error instanceof ProvisionError ? error : refused(path, group, error)
  }
}

const neighbour = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.new`)

/** Fills a new file that nobody else can open before its mode is right. Changing the group clears set-id bits, so the mode comes last. */
const fill = (path: string, text: string, { mode, group }: Access): void => {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    giveToGroup(path, group, (gid) => fchownSync(file, -1, gid))
    fchmodSync(file, mode)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

const write = (path: string, text: string, access: Access): void => {
  const temporary = neighbour(path)
  try {
    fill(temporary, text, access)
    renameSync(temporary, path)
  } catch (error) {
    removeSync(temporary)
    throw error
  }
}

const access = (path: string, { mode, group }: Access): void => {
  giveToGroup(path, group, (gid) => chownSync(path, -1, gid))
  chmodSync(path, mode)
}

const makeDirectory = (path: string, wanted: Access): void => {
  mkdirSync(path, { mode: wanted.mode & 0o700 })
  access(path, wanted)
}

const keep = (path: string, as: string): void => {
  try {
    linkSync(path, as)
  } catch {
    copySync(path, as, { preserveTimestamps: true })
    chmodSync(as, lstatSync(path).mode & permissionBits)
  }
}

const putBack = (kept: string, path: string): void => {
  const temporary = neighbour(path)
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

const link = (target: string, path: string): void => {
  const temporary = neighbour(path)
  symlinkSync(target, temporary)
  renameSync(temporary, path)
}

/** The files of this machine. */
export const localFiles: Files = {
  state,
  text: (path) => ignoringMissing(() => readFileSync(path, 'utf8')),
  target: (path) => ignoringMissing(() => readlinkSync(path)),
  write,
  access,
  makeDirectory,
  link,
  keep,
  putBack,
  removeIfEmpty,
  rename: renameSync,
  remove: removeSync,
}
