import type { ProvisionError } from '../../errors.js'

/** Fixes for errors of the system, which are the same for all steps. */
const usualFixes: Readonly<Record<string, string>> = {
  PROVISION_DISK_FULL: 'free some space (df -h), then retry',
  DRUSH_PERM_ERROR: 'give the provisioning user access (ls -ld shows the owner), then retry',
}

/** What the user should do next. */
export const fixOf = ({ fix, code }: ProvisionError): string | undefined => fix || usualFixes[code]
