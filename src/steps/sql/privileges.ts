import type { DatabaseServer } from '../../hosts/database.js'
import { isAtLeast } from './version.js'

/** What an account needs to make a database and an account, and to give all rights on the one to the other. */
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

/** What MariaDB has counted among all rights on a database since then: who lacks it cannot give them all. */
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

/** Those of the needed rights that `SHOW GRANTS` does not tell of, `GRANT OPTION` among them. */
export const lackingPrivileges = (grants: readonly string[], version: Version): readonly string[] => {
  const global = grants.filter((grant) => globalGrant.test(grant))
  const granted = new Set(global.flatMap((grant) => (globalGrant.exec(grant)?.[1] ?? '').split(/, ?/)))
  const missing = granted.has('ALL PRIVILEGES') ? [] : neededOn(version).filter((privilege) => !granted.has(privilege))
  return global.some((grant) => / WITH .*GRANT OPTION/.test(grant)) ? missing : [...missing, 'GRANT OPTION']
}

/** The account that `SHOW GRANTS` tells of, quoted so that it can go into a command between double quotes. */
export const grantedAccount = (grants: readonly string[]): string | undefined => {
  const [account] = grants.flatMap((grant) => / TO ([`'].*?[`']@[`'].*?[`'])(?: |$)/.exec(grant)?.[1] ?? [])
  return account?.replaceAll('`', "'")
}
