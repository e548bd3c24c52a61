import { ensureDirSync } from 'fs-extra/esm'
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { ProvisionError } from '../errors.js'
import { refuseWayOfOthers } from '../hosts/local/safe-way.js'
import { permitted } from '../hosts/local/permitted.js'
import { command } from '../lib/shell-word.js'

const aegirHome = '/var/aegir'

const isUsable = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.() || permitted(path, 'write')

/** PROVISION_HOME. Without it `/var/aegir` if the user owns it or can write to it, otherwise `~/.provision`. */
export const provisionHome = (): string => {
  const given = process.env['PROVISION_HOME']
  if (given !== undefined && given !== '') return resolve(given)
  return isUsable(aegirHome) ? aegirHome : join(homedir(), '.provision')
}

const ofAnother = (home: string, owner: number): ProvisionError =>
  new ProvisionError('DRUSH_PERM_ERROR', `the home ${home} belongs to another user`, {
    fix: command`run provision as that user: sudo -u ${`#${owner}`} provision …; or use a home of your own, with PROVISION_HOME`,
  })

/**
 * The home, unless it belongs to another user, who could not read any more what this one would write there, or others
 * could put another one in its place.
 */
export const safeHome = (home: string): string => {
  const owner = statSync(home, { throwIfNoEntry: false })?.uid
  if (owner !== undefined && owner !== process.getuid?.()) throw ofAnother(home, owner)
  refuseWayOfOthers(home)
  return home
}

/** Creates the home. Other users may pass through it to files that the web server reads, but not list it. */
export const makeHome = (home: string): void => {
  ensureDirSync(home, 0o711)
}
