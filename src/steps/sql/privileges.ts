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

const globalGrant = /^GRANT (.+?) ON \*\.\* TO /

/** Those of the needed rights that `SHOW GRANTS` does not tell of, `GRANT OPTION` among them. */
export const lackingPrivileges = (grants: readonly string[]): readonly string[] => {
  const global = grants.filter((grant) => globalGrant.test(grant))
  const granted = new Set(global.flatMap((grant) => (globalGrant.exec(grant)?.[1] ?? '').split(/, ?/)))
  const missing = granted.has('ALL PRIVILEGES') ? [] : needed.filter((privilege) => !granted.has(privilege))
  return global.some((grant) => / WITH .*GRANT OPTION/.test(grant)) ? missing : [...missing, 'GRANT OPTION']
}
