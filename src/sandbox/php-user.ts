import { ProvisionError } from '../errors.js'
import { accountOf } from '../hosts/local/groups.js'
import { webUser } from './root.js'

export interface PhpUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The user that PHP runs as, if that is not the current one: only root can start it as another. */
export const phpUser = (uid = process.getuid?.()): PhpUser | undefined => {
  if (uid !== 0) return undefined
  const account = accountOf(webUser)
  if (account !== undefined) return account
  throw new ProvisionError('PROVISION_ROOT', `there is no user ${webUser}, and PHP does not run as root`, {
    fix: 'start the sandbox as an unprivileged user: runuser --pty -u USER -- provision sandbox start',
  })
}
