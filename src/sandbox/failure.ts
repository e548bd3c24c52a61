import { readFileSync, statSync, statfsSync } from 'node:fs'
import { ProvisionError } from '../errors.js'
import { ignoringMissing } from '../hosts/local/missing.js'
import { shellWord } from '../lib/shell-word.js'
import type { Place } from './server.js'

const mostLines = 12
const megabyte = 1024 * 1024

/** Less than this is told as the probable cause. A new database server takes about 50 MB. */
const enoughMegabytes = 100

/** The length of a log, to know later what was added. */
export const logLength = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** The last lines that the server has logged since `from`. */
const lastLines = (log: string, from: number): string =>
  (ignoringMissing(() => readFileSync(log)) ?? Buffer.alloc(0))
    .subarray(from)
    .toString()
    .trimEnd()
    .split('\n')
    .slice(-mostLines)
    .join('\n')

const diskState = (folder: string) => {
  const { bavail, bsize, ffree, files } = statfsSync(folder)
  const free = Math.floor((bavail * bsize) / megabyte)
  const isLow = free < enoughMegabytes || (files > 0 && ffree === 0)
  return { isLow, text: `${folder} has ${free} MB and ${ffree} inodes free` }
}

/** The error of a server that does not start: what its log says since `from`, and how full the disk is. */
export const notStarted = (
  what: string,
  { logFile, folder }: Place,
  { from, cause }: { readonly from: number; readonly cause: unknown },
): ProvisionError => {
  const { isLow, text } = diskState(folder)
  const said = lastLines(logFile, from) || 'its log has no new lines'
  const room = `free some space (df -h ${shellWord(folder)}; a new database server takes about 50 MB), then retry; else `
  return new ProvisionError('PROVISION_SANDBOX', `${what}:\n${said}\n${text}`, {
    cause,
    fix: `${isLow ? room : ''}remove the cause that the log tells, then retry: ${logFile}`,
  })
}
