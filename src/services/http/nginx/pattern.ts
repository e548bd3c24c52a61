import { ProvisionError } from '../../../errors.js'

/** A regular expression of a whole text as it stands between quotes; `.` is any character, so that no line end gets round it. */
export const pattern = (expression: string): string => {
  if (/\p{Cc}/u.test(expression))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(expression)} cannot be written to Nginx`)
  return `(?s)^(?:${expression})$`.replace(/["\\]/g, '\\$&')
}
