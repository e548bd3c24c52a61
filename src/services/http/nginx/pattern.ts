import { ProvisionError } from '../../../errors.js'

const quoted = (expression: string): string => expression.replace(/["\\]/g, '\\$&')

/** A regular expression for part of a text, inside quotes. */
export const partPattern = (expression: string): string => quoted(checkedExpression(expression))

const checkedExpression = (expression: string): string => {
  if (/\p{Cc}/u.test(expression))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(expression)} cannot be written to Nginx`)
  return expression
}

/**
 * A regular expression for a whole text, inside quotes. `.` matches any character, so that a line end cannot bypass it.
 */
export const pattern = (expression: string): string => quoted(`(?s)^(?:${checkedExpression(expression)})$`)
