import { ProvisionError } from '../errors.js'

/** Files that root makes can not be repaired by the user who provisions. */
export const refuseRoot = (uid = process.getuid?.(), env: NodeJS.ProcessEnv = process.env): void => {
  if (uid !== 0 || env['PROVISION_ALLOW_ROOT'] === '1') return
  throw new ProvisionError('PROVISION_IS_ROOT', 'provision does not run as root', {
    fix: 'run it as the user that provisions: sudo -u aegir provision …; or set PROVISION_ALLOW_ROOT=1',
  })
}
