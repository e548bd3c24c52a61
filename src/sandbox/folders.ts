import { ensureDirSync } from 'fs-extra/esm'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refuseWayOfOthers } from '../hosts/local/safe-way.js'
import { type PhpUser, phpUser } from './php-user.js'
import { sandboxFolder } from './record.js'

// The size of sun_path in Linux, without the NUL at the end.
const longestSocket = 107

/** What PHP writes: sessions, uploads, its log, and mails. */
export const phpFolder = (folder: string): string => join(folder, 'php')

/** The log of PHP. Its pool names it. */
export const phpLog = (folder: string): string => join(phpFolder(folder), 'php.log')

/** Gives another user that PHP runs as its folder, and the way to it and to the sockets. */
const letPass = (home: string, { uid, gid }: PhpUser): void => {
  const folder = sandboxFolder(home)
  chmodSync(home, statSync(home).mode | 0o011)
  for (const name of ['', 'run']) chmodSync(join(folder, name), 0o711)
  chownSync(phpFolder(folder), uid, gid)
}

/** Creates the missing folders of the sandbox. */
export const makeFolders = (home: string): void => {
  const [folder, user] = [sandboxFolder(home), phpUser()]
  for (const name of ['', 'empty', 'log', 'php', 'run', 'tmp']) ensureDirSync(join(folder, name), 0o700)
  if (user !== undefined) letPass(home, user)
}

/** Whether the folder exists or could be created, and only this user can write and list it, or put another one there. */
const isOwn = (folder: string): boolean => {
  try {
    ensureDirSync(folder, phpUser() === undefined ? 0o700 : 0o711)
    refuseWayOfOthers(folder)
    const { uid, mode } = lstatSync(folder)
    return uid === process.getuid?.() && (mode & 0o170_066) === 0o040_000
  } catch {
    return false
  }
}

const shortFolder = (home: string): string => {
  const sum = createHash('sha256').update(home).digest('hex').slice(0, 12)
  return join(process.env['XDG_RUNTIME_DIR'] || tmpdir(), `provision-${process.getuid?.()}-${sum}`)
}

/** The folder of the sockets: in the sandbox, or elsewhere if the path would be too long for the kernel. */
export const socketFolder = (home: string, before: string | undefined): string => {
  const inside = join(sandboxFolder(home), 'run')
  if (Buffer.byteLength(join(inside, 'mariadb.sock')) <= longestSocket) return inside
  const short = before ?? shortFolder(home)
  return isOwn(short) ? short : mkdtempSync('/tmp/provision-')
}

/** Removes a socket folder outside the sandbox. The next start creates it again. */
export const removeShortFolder = (home: string, sockets: string): void => {
  if (sockets.startsWith(`${sandboxFolder(home)}/`)) return
  try {
    rmdirSync(sockets)
  } catch {
    // It is not empty or was already removed. Neither prevents a start.
  }
}
