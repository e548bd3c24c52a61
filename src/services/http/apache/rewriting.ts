import { ProvisionError } from '../../../errors.js'

const refuse = (value: string, where = 'a RewriteRule'): never => {
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(value)} cannot be written to ${where}`)
}

/**
 * A regular expression of a whole text as it stands between the quotes of a rule, which know no escape; `.` is any
 * character, so that no line end gets round it.
 */
export const pattern = (expression: string): string =>
  /\p{Cc}|\$\{|%\{/u.test(expression) ? refuse(expression) : `(?s)^(?:${expression})$`.replace(/"/g, '\\x22')

/** What a rule puts in the place of a path: a URL, or a path, in which nothing is expanded. */
export const substitution = (value: string): string => (/[^\w.:/~@+,=-]/.test(value) ? refuse(value) : value)

/** A folder in the name of a section, where `*`, `?`, brackets and backslashes stand for other characters. */
export const folderPattern = (folder: string): string =>
  /["*?[\]\\\p{Cc}]|\$\{|%\{/u.test(folder) ? refuse(folder, 'the name of a section') : folder
