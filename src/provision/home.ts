import { ensureDirSync } from 'fs-extra/esm'
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { permitted } from '../hosts/local/permitted.js'

const aegirHome = '/var/aegir'

const isUsable = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.() || permitted(path, 'write')

/** PROVISION_HOME. Without it `/var/aegir` if the user owns it or can write to it, otherwise `~/.provision`. */
export const provisionHome = (): string => {
  const given = process.env['PROVISION_HOME']
  if (given !== undefined && given !== '') return resolve(given)
  return isUsable(aegirHome) ? aegirHome : join(homedir(), '.provision')
}

/** Creates the home. Other users may pass through it to files that the web server reads, but not list it. */
export const makeHome = (home: string): void => {
  ensureDirSync(home, 0o711)
}
