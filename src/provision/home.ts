import { ensureDirSync } from 'fs-extra/esm'
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { permitted } from '../hosts/local/permitted.js'

const aegirHome = '/var/aegir'

const isOurs = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.() || permitted(path, 'write')

/** PROVISION_HOME; without it `/var/aegir` if that is there and the user's or writable, else `~/.provision`. */
export const provisionHome = (): string => {
  const given = process.env['PROVISION_HOME']
  if (given !== undefined && given !== '') return resolve(given)
  return isOurs(aegirHome) ? aegirHome : join(homedir(), '.provision')
}

/** Others may pass through it, to what the web server reads, and not look around. */
export const makeHome = (home: string): void => {
  ensureDirSync(home, 0o711)
}
