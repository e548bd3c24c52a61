import { ProvisionError } from '../../../errors.js'

/** A regular expression inside quotes. */
export const pattern = (expression: string): string => {
  if (/\p{Cc}/u.test(expression))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(expression)} cannot be written to Nginx`)
  return expression.replace(/["\\]/g, '\\$&')
}
