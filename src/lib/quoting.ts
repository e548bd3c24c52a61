import { ProvisionError } from '../errors.js'

const refuse = (value: string, where: string): never => {
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${JSON.stringify(value)} cannot be written to ${where}`)
}

/** Nginx expands `$` everywhere and has no escape for it. */
const nginx = (value: string): string =>
  /[$\p{Cc}]/u.test(value) ? refuse(value, 'an Nginx configuration') : value.replace(/["\\]/g, '\\$&')

/** Apache expands `${…}` and `%{…}` in directives, and continues a line after a backslash. */
const apache = (value: string): string =>
  /[\p{Cc}]|\$\{|%\{|\\$/u.test(value) ? refuse(value, 'an Apache configuration') : value.replace(/["\\]/g, '\\$&')

const php = (value: string): string => value.replace(/['\\]/g, '\\$&')

/** Escapes the inside of a quoted value, by destination. The quotes are in the template. */
export const quoting = { plain: (value: string): string => value, nginx, apache, php } as const
export type Quoting = keyof typeof quoting

/** A quoted database, table or column name for MariaDB and MySQL. */
export const identifier = (name: string): string => `\`${name.replace(/`/g, '``')}\``

/** A database name in a GRANT, where `_` and `%` are wildcards unless escaped. */
export const grantIdentifier = (name: string): string => identifier(name.replace(/[_%\\]/g, '\\$&'))
