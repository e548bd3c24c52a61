import type { DatabaseServer } from '../../hosts/database.js'
import { isAtLeast } from './version.js'

/**
 * The privileges needed to create a database and an account, and to grant the account all privileges on the database.
 */
const needed = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'CREATE TEMPORARY TABLES',
  'LOCK TABLES',
  'EXECUTE',
  'CREATE VIEW',
  'SHOW VIEW',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'EVENT',
  'TRIGGER',
  'CREATE USER',
] as const

type Version = Pick<DatabaseServer, 'flavour' | 'version'>

/**
 * Privileges that MariaDB added to ALL PRIVILEGES on a database in these versions. An account that lacks one cannot
 * grant them all.
 */
const mariadbNeeds = [
  { privilege: 'DELETE HISTORY', since: [10, 3] },
  { privilege: 'SHOW CREATE ROUTINE', since: [11, 3] },
] as const

const neededOn = ({ flavour, version }: Version): readonly string[] => [
  ...needed,
  ...(flavour === 'mariadb' ? mariadbNeeds : [])
    .filter(({ since }) => isAtLeast(version, since))
    .map(({ privilege }) => privilege),
]

const globalGrant = /^GRANT (.+?) ON \*\.\* TO /

/** The needed privileges that are not in the output of `SHOW GRANTS`, including `GRANT OPTION`. */
export const lackingPrivileges = (grants: readonly string[], version: Version): readonly string[] => {
  const global = grants.filter((grant) => globalGrant.test(grant))
  const granted = new Set(global.flatMap((grant) => (globalGrant.exec(grant)?.[1] ?? '').split(/, ?/)))
  const missing = granted.has('ALL PRIVILEGES') ? [] : neededOn(version).filter((privilege) => !granted.has(privilege))
  return global.some((grant) => / WITH .*GRANT OPTION/.test(grant)) ? missing : [...missing, 'GRANT OPTION']
}

/** The account in the output of `SHOW GRANTS`, quoted for a command between double quotes. */
export const grantedAccount = (grants: readonly string[]): string | undefined => {
  const [account] = grants.flatMap((grant) => / TO ([`'].*?[`']@[`'].*?[`'])(?: |$)/.exec(grant)?.[1] ?? [])
  return account?.replaceAll('`', "'")
}
