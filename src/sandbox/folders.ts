import { ensureDirSync } from 'fs-extra/esm'
import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxFolder } from './record.js'

// The size of sun_path in Linux, less the NUL at its end.
const longestSocket = 107

/** Makes the folders of the sandbox that are missing. */
export const makeFolders = (home: string): void => {
  for (const name of ['', 'empty', 'log', 'run', 'tmp']) ensureDirSync(join(sandboxFolder(home), name), 0o700)
}

/** Whether the folder is there, or could be made, and belongs to this user alone. */
const isOwn = (folder: string): boolean => {
  try {
    ensureDirSync(folder, 0o700)
    const { uid, mode } = lstatSync(folder)
    return uid === process.getuid?.() && (mode & 0o170_077) === 0o040_000
  } catch {
    return false
  }
}

const shortFolder = (home: string): string => {
  const sum = createHash('sha256').update(home).digest('hex').slice(0, 12)
  return join(process.env['XDG_RUNTIME_DIR'] || tmpdir(), `provision-${process.getuid?.()}-${sum}`)
}

/** The folder of the sockets: in the sandbox, or a short one when its path is too long for the kernel. */
export const socketFolder = (home: string, before: string | undefined): string => {
  const inside = join(sandboxFolder(home), 'run')
  if (Buffer.byteLength(join(inside, 'mariadb.sock')) <= longestSocket) return inside
  const short = before ?? shortFolder(home)
  return isOwn(short) ? short : mkdtempSync('/tmp/provision-')
}

/** A short folder goes when its sockets are gone; a start makes it again. */
export const removeShortFolder = (home: string, sockets: string): void => {
  if (sockets.startsWith(`${sandboxFolder(home)}/`)) return
  try {
    rmdirSync(sockets)
  } catch {
    // It is not empty, or was removed already; neither is in the way of a start.
  }
}
