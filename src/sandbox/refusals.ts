import { ProvisionError } from '../errors.js'
import type { HttpType } from './server.js'

/** Refuses all other characters, because commands and configurations contain the home without quoting. */
export const checkHome = (home: string): void => {
  if (/^\/[A-Za-z0-9._~@+,=/-]+$/.test(home)) return
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `a sandbox cannot be in ${JSON.stringify(home)}`, {
    fix: 'choose an absolute path with only letters, digits and ._~@+,=/- : --home DIR',
  })
}

/** Refuses root without PROVISION_ALLOW_ROOT=1, and with an Apache whose workers would be root. */
export const checkUser = (
  { uid, isAllowed }: { readonly uid: number | undefined; readonly isAllowed: boolean },
  http: readonly HttpType[],
  clients: boolean,
): void => {
  if (uid !== 0) return
  const fix = 'start it as an unprivileged user: runuser --pty -u USER -- provision sandbox start'
  if (!isAllowed) throw new ProvisionError('PROVISION_ROOT', 'the sandbox does not run as root', { fix })
  if (http.includes('apache') && !clients)
    throw new ProvisionError('PROVISION_ROOT', 'Apache does not run as root', { fix: `${fix}, or use only nginx` })
}
