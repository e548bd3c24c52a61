import { fillSecrets } from '../../contexts/secret.js'
import type { Vault } from '../../contexts/vault.js'
import { ProvisionError } from '../../errors.js'

/** The text of a file with its secrets, which all have to be known. */
export const filled = (path: string, text: string, { read }: Vault): string => {
  const known = fillSecrets(text, read)
  if (known !== undefined) return known
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: a secret that it needs is not known`)
}
