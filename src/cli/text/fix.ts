import type { ProvisionError } from '../../errors.js'

/** Fixes for errors of the system, whichever step meets them. */
const usualFixes: Readonly<Record<string, string>> = {
  PROVISION_DISK_FULL: 'free some space (df -h), then retry',
  DRUSH_PERM_ERROR: 'give the provisioning user access (ls -ld shows the owner), then retry',
}

/** The next thing to type. */
export const fixOf = ({ fix, code }: ProvisionError): string | undefined => fix || usualFixes[code]
