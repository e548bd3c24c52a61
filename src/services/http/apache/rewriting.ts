import { ProvisionError } from '../../../errors.js'

const refuse = (value: string, where = 'a RewriteRule'): never => {
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(value)} cannot be written to ${where}`)
}

/** A regular expression between the signs of `m#…#`, inside quotes. */
export const pattern = (expression: string): string =>
  /["#\p{Cc}]|\\\\|\$\{|%\{/u.test(expression) ? refuse(expression, 'an expression of Apache') : expression

/** The replacement in a rule: a URL or a path, in which Apache expands nothing. */
export const substitution = (value: string): string => (/[^\w.:/~@+,=-]/.test(value) ? refuse(value) : value)

/** A folder in the name of a section, where `*`, `?`, brackets and backslashes are special. */
export const folderPattern = (folder: string): string =>
  /["*?[\]\\\p{Cc}]|\$\{|%\{/u.test(folder) ? refuse(folder, 'the name of a section') : folder
