import { fillSecrets } from '../../contexts/secret.js'
import type { Vault } from '../../contexts/vault.js'
import { ProvisionError } from '../../errors.js'

/** The text of a file with its secrets filled in. Throws if one is unknown. */
export const fillText = (path: string, text: string, { read }: Vault): string => {
  const filled = fillSecrets(text, read)
  if (filled !== undefined) return filled
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} needs an unknown secret`)
}
