import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { groupBy } from '../../lib/group-by.js'
import type { Access, Applied } from '../files.js'
import { type AclOf, setAcls } from './acl.js'
import type { GroupTable } from './groups.js'
import { ignoringMissing } from './missing.js'
import { inParent } from './opened.js'
import { remove } from './removal.js'
import { run } from './run.js'
import { withPathInError } from './name-path.js'

/** A file to write. The text is read only then, because it may contain a secret. */
export interface NewFile extends Access {
  readonly path: string
  readonly text: () => string
}

/** A temporary path beside a file, for its new content. */
export const temporaryPath = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.new`)

/** The name of the file that a temporary name is for. */
export const targetOfTemporary = (name: string): string | undefined => /^\.(.+)\.[0-9a-f]{12}\.new$/.exec(name)?.[1]

const onlyOwner = 0o700

/**
 * Fills a new file that nobody else can open before its mode is right. Changing the group clears set-id bits, so the
 * mode is set last. A file with an ACL gets its whole mode with that.
 */
const fill = (path: string, { text, mode, group, acl }: NewFile, groups: GroupTable, sync: boolean): void => {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text())
    groups.give(path, group, (gid) => fchownSync(file, -1, gid))
    fchmodSync(file, acl === undefined ? mode : mode & onlyOwner)
    if (sync) fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Writes a complete temporary file beside the destination, in the folder as it was opened. */
const stage = (file: NewFile, groups: GroupTable, sync: boolean): string => {
  const temporary = temporaryPath(file.path)
  try {
    withPathInError(file.path, () => inParent(temporary, (entry) => fill(entry, file, groups, sync)))
    return temporary
  } catch (error) {
    remove(temporary)
    throw error
  }
}

const place = (temporary: string, path: string): void => {
  try {
    inParent(path, (entry) => renameSync(join(dirname(entry), basename(temporary)), entry))
  } catch (error) {
    remove(temporary)
    throw error
  }
}

const aclOf = ({ acl, mode }: NewFile, path: string): readonly AclOf[] =>
  acl === undefined ? [] : [{ path, acl, mode }]

/** Gives a staged file its ACL, on disk. */
const finish = (file: NewFile, temporary: string): void => {
  const wanted = aclOf(file, temporary)
  if (wanted.length === 0) return
  const [error] = setAcls(wanted)
  if (error === undefined) return synchronize(temporary)
  remove(temporary)
  throw error as Error
}

export const write = (file: NewFile, groups: GroupTable): void => {
  const temporary = stage(file, groups, file.acl === undefined)
  finish(file, temporary)
  place(temporary, file.path)
}

/** From this number of files on, one flush of the whole file system is faster than one for each file. */
const flushTogetherFrom = 32

interface Staged {
  readonly file: NewFile
  readonly temporary?: string
  readonly error?: unknown
}

const attempt = <Value>(act: () => Value): { readonly value: Value } | { readonly error: unknown } => {
  try {
    return { value: act() }
  } catch (error) {
    return { error }
  }
}

const stageOne = (file: NewFile, groups: GroupTable, sync: boolean): Staged => {
  const staged = attempt(() => stage(file, groups, sync))
  return 'error' in staged ? { file, ...staged } : { file, temporary: staged.value }
}

const isFlushed = async (file: string): Promise<boolean> => (await run(['sync', '-f', file])).code === 0

/** Flushes each file system that contains some of the files, once. */
const flushTogether = async (files: readonly string[]): Promise<boolean> => {
  const byDevice = groupBy(files, (file) => lstatSync(file).dev)
  return (await Promise.all([...byDevice.values()].map(([first]) => isFlushed(first as string)))).every(Boolean)
}

const flushOne = (staged: Staged): Staged => {
  const { temporary } = staged
  if (temporary === undefined) return staged
  const flushed = attempt(() => synchronize(temporary))
  return 'error' in flushed ? dropped(staged, flushed.error) : staged
}

const synchronize = (path: string): void => {
  const file = openSync(path, 'r')
  try {
    withPathInError(path, () => fsyncSync(file))
  } finally {
    closeSync(file)
  }
}

/** If the files cannot be flushed together, flushes each, so that each reports its own error. */
const flushed = async (staged: readonly Staged[]): Promise<readonly Staged[]> =>
  (await flushTogether(staged.flatMap(({ temporary }) => temporary ?? []))) ? staged : staged.map(flushOne)

const placeOne = ({ file, temporary, error }: Staged): Applied => {
  if (temporary === undefined) return { ok: false, error }
  const placed = attempt(() => place(temporary, file.path))
  return 'error' in placed ? { ok: false, error: placed.error } : { ok: true }
}

const dropped = ({ file, temporary }: Staged, error: unknown): Staged => {
  if (temporary !== undefined) remove(temporary)
  return { file, error }
}

/** Gives all staged files that get one their ACL. */
const withAcls = (staged: readonly Staged[]): readonly Staged[] => {
  const wanted = staged.flatMap(({ file, temporary }) => (temporary === undefined ? [] : aclOf(file, temporary)))
  const errors = new Map(setAcls(wanted).map((error, index) => [wanted[index]?.path, error]))
  return staged.map((one) => {
    const error = errors.get(one.temporary)
    return error === undefined ? one : dropped(one, error)
  })
}

export const writeAll = async (files: readonly NewFile[], groups: GroupTable): Promise<readonly Applied[]> => {
  const together = files.length >= flushTogetherFrom
  const staged = withAcls(files.map((file) => stageOne(file, groups, !together && file.acl === undefined)))
  if (together) return (await flushed(staged)).map(placeOne)
  return staged.map((one) => placeOne(one.file.acl === undefined ? one : flushOne(one)))
}

/** Removes temporary files of killed processes beside these files. */
export const removeTemporaries = (paths: readonly string[]): void => {
  for (const [folder, group] of groupBy(paths, dirname)) {
    const names = new Set(group.map((path) => basename(path)))
    for (const name of ignoringMissing(() => readdirSync(folder)) ?? [])
      if (names.has(targetOfTemporary(name) ?? '')) remove(join(folder, name))
  }
}
