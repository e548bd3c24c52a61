import type { ProvisionError } from '../errors.js'

/** For what the system refuses, wherever that comes to light. */
const usualFixes: Readonly<Record<string, string>> = {
  PROVISION_DISK_FULL: 'free some space (df -h), then the same again',
  DRUSH_PERM_ERROR: 'give the user that provisions the right to it (ls -ld shows whose it is), then the same again',
}

/** What to type next. */
export const fixOf = ({ fix, code }: ProvisionError): string | undefined => fix || usualFixes[code]
