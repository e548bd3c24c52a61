import { ProvisionError } from '../../../errors.js'

const quoted = (expression: string): string => expression.replace(/["\\]/g, '\\$&')

/** A regular expression of a part of a text as it stands between quotes. */
export const partPattern = (expression: string): string => quoted(checkedExpression(expression))

const checkedExpression = (expression: string): string => {
  if (/\p{Cc}/u.test(expression))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(expression)} cannot be written to Nginx`)
  return expression
}

/** A regular expression of a whole text as it stands between quotes; `.` is any character, so that no line end gets round it. */
export const pattern = (expression: string): string => quoted(`(?s)^(?:${checkedExpression(expression)})$`)
