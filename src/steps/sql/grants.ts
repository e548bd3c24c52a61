import type { DatabaseServer } from '../../hosts/database.js'
import { grantIdentifier, identifier } from '../../lib/quoting.js'
import { type Account, accountsOf } from './accounts.js'
import type { Statement } from './statements.js'

/** The privileges of an account, as far as they show whether it reaches only one database. */
export interface Reach {
  /** Whole databases, as patterns: `_` and `%` match other characters unless a backslash is before them. */
  readonly patterns: readonly { readonly pattern: string; readonly all: boolean }[]
  /**
   * Whether it has anything else: global privileges, privileges on single tables or routines, a role, or the grant
   * option.
   */
  readonly beyond: boolean
}

interface AccountRow {
  readonly User: string
  readonly Host: string
}

/** A row of `mysql.db`. Its privilege columns depend on the version. */
type DatabaseRow = AccountRow & { readonly Db: string } & Readonly<Record<string, unknown>>

const keyOf = ({ User, Host }: AccountRow): string => `${User}@${Host}`

const globalColumns = [
  'Select, Insert, Update, Delete, Create, Drop, Reload, Shutdown, Process, File, Grant, References, Index, Alter',
  'Show_db, Super, Create_tmp_table, Lock_tables, Execute, Repl_slave, Repl_client, Create_view, Show_view',
  'Create_routine, Alter_routine, Create_user, Event, Trigger, Create_tablespace, Create_role, Drop_role',
]
  .join(', ')
  .replace(/\w+/g, '$&_priv')

/**
 * Where each flavour stores privileges that are not on a whole database. MariaDB's `mysql.user` is a view and six times
 * slower.
 */
const elsewhere = {
  mariadb: [
    "SELECT User, Host FROM mysql.global_priv WHERE JSON_VALUE(Priv, '$.access') <> 0",
    'SELECT User, Host FROM mysql.tables_priv',
    'SELECT User, Host FROM mysql.procs_priv',
    'SELECT User, Host FROM mysql.roles_mapping',
  ],
  mysql: [
    `SELECT User, Host FROM mysql.user WHERE 'Y' IN (${globalColumns})`,
    'SELECT User, Host FROM mysql.tables_priv',
    'SELECT User, Host FROM mysql.procs_priv',
    'SELECT USER, HOST FROM mysql.global_grants',
    'SELECT TO_USER, TO_HOST FROM mysql.role_edges',
  ],
} as const

export const otherRights = (flavour: DatabaseServer['flavour']): string =>
  `SELECT User, Host FROM (${elsewhere[flavour].join(' UNION ')}) AS rights WHERE User IN (?)`

/** The privileges of all accounts of the users, in two queries, by `user@host`. */
export const readReaches = async (
  database: DatabaseServer,
  users: readonly string[],
): Promise<ReadonlyMap<string, Reach>> => {
  const onDatabases = await database.query<DatabaseRow>('SELECT * FROM mysql.db WHERE User IN (?)', [users])
  return reaches(onDatabases, await database.query<AccountRow>(otherRights(database.flavour), [users]))
}

const nothing: Reach = { patterns: [], beyond: false }

/** An account without a row has no privileges. */
export const reaches = (
  onDatabases: readonly DatabaseRow[],
  otherwise: readonly AccountRow[],
): ReadonlyMap<string, Reach> => {
  const rights = Object.keys(onDatabases[0] ?? {}).filter((name) => name.endsWith('_priv') && name !== 'Grant_priv')
  const found = new Map<string, Reach>(otherwise.map((row) => [keyOf(row), { patterns: [], beyond: true }]))
  for (const row of onDatabases) {
    const { patterns, beyond } = found.get(keyOf(row)) ?? nothing
    const all = rights.every((name) => row[name] === 'Y')
    found.set(keyOf(row), {
      patterns: [...patterns, { pattern: row.Db, all }],
      beyond: beyond || row['Grant_priv'] === 'Y',
    })
  }
  return found
}

/** How the server stores the name of one database, without patterns. */
export const patternOf = (database: string): string => grantIdentifier(database).slice(1, -1).replaceAll('``', '`')

const placeholdersFor = (accounts: readonly Account[]): string => accounts.map(() => '?@?').join(', ')
const values = (accounts: readonly Account[]): readonly string[] => accounts.flatMap(({ user, host }) => [user, host])

export const grantAll = (database: string, user: string, hosts: readonly string[]): Statement => {
  const accounts = accountsOf(user, hosts)
  return [`GRANT ALL PRIVILEGES ON ${grantIdentifier(database)}.* TO ${placeholdersFor(accounts)}`, values(accounts)]
}

/** Revokes a whole database, by the pattern that it was granted with. */
export const revokePattern = (pattern: string, { user, host }: Account): Statement => [
  `REVOKE ALL PRIVILEGES ON ${identifier(pattern)}.* FROM ?@?`,
  [user, host],
]

/** Revokes all privileges of an account; in MySQL all except its roles. */
export const revokeEverything = ({ user, host }: Account): Statement => [
  'REVOKE ALL PRIVILEGES, GRANT OPTION FROM ?@?',
  [user, host],
]

/** Statements that revoke the roles in the output of `SHOW GRANTS`. MySQL writes them as ``GRANT `role`@`%` TO …``. */
export const revokeRoles = (grants: readonly string[]): readonly string[] =>
  grants.flatMap((grant) => {
    const [, roles, account] =
      /^GRANT ((?:`(?:[^`]|``)*`@`(?:[^`]|``)*`,?)+) TO (`(?:[^`]|``)*`@`(?:[^`]|``)*`)/.exec(grant) ?? []
    return roles === undefined ? [] : [`REVOKE ${roles} FROM ${account}`]
  })
