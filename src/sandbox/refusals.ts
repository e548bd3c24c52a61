import { ProvisionError } from '../errors.js'
import type { HttpType } from './server.js'

/** The home goes into commands and configurations as it is: other characters than these are refused. */
export const checkHome = (home: string): void => {
  if (/^\/[A-Za-z0-9._~@+,=/-]+$/.test(home)) return
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `a sandbox cannot be in ${JSON.stringify(home)}`, {
    fix: 'choose an absolute path of letters, digits and ._~@+,=/- only: --home DIR',
  })
}

/** Root has to ask for it with PROVISION_ALLOW_ROOT=1; Apache does not serve as root at all. */
export const checkUser = (uid: number | undefined, allowed: boolean, http: readonly HttpType[]): void => {
  if (uid !== 0) return
  const fix = 'start it as an unprivileged user: runuser -u USER -- provision sandbox start'
  if (!allowed) throw new ProvisionError('PROVISION_ROOT', 'the sandbox does not run as root', { fix })
  if (http.includes('apache'))
    throw new ProvisionError('PROVISION_ROOT', 'Apache does not serve as root', { fix: `${fix}, or take nginx alone` })
}
