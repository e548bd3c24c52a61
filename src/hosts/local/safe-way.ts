import { lstatSync } from 'node:fs'
import { ProvisionError } from '../../errors.js'
import { command } from '../../lib/shell-word.js'
import { GroupTable } from './groups.js'
import { isOpenToOthers, isTrusted } from './opened.js'
import { Ways } from './way.js'

const isUnsafe = (path: string): boolean => {
  const stats = lstatSync(path)
  return stats.isSymbolicLink() ? !isTrusted(stats.uid) : isOpenToOthers(stats)
}

/** Refuses a path on which others could put something else, as StrictModes of sshd does. */
export const refuseWayOfOthers = (path: string): void => {
  const unsafe = new Ways(new GroupTable()).to(path).parts.find((part) => isUnsafe(part.path))
  if (unsafe === undefined) return
  throw new ProvisionError('DRUSH_PERM_ERROR', `${path} is not safe: another user can change ${unsafe.path}`, {
    fix: command`chmod go-w ${unsafe.path}; if it belongs to somebody else, as root: chown -h root ${unsafe.path}`,
  })
}
