import { ProvisionError } from '../errors.js'

/** The provisioning user could not change files that root has created. */
export const refuseRoot = (uid = process.getuid?.(), env: NodeJS.ProcessEnv = process.env): void => {
  if (uid !== 0 || env['PROVISION_ALLOW_ROOT'] === '1') return
  throw new ProvisionError('PROVISION_IS_ROOT', 'provision does not run as root', {
    fix: 'run it as the user that provisions: sudo -u aegir provision …; or set PROVISION_ALLOW_ROOT=1',
  })
}
