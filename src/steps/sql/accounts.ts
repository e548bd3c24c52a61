import type { DatabaseServer } from '../../hosts/database.js'
import type { Statement } from './statements.js'

/** An account is a user and a host that it may connect from. Each pair has its own password and grants. */
export interface Account {
  readonly user: string
  readonly host: string
}

const named = (accounts: readonly Account[], each: string): string => accounts.map(() => each).join(', ')

const values = (accounts: readonly Account[]): readonly string[] => accounts.flatMap(({ user, host }) => [user, host])

export const accountsOf = (user: string, hosts: readonly string[]): readonly Account[] =>
  hosts.map((host) => ({ user, host }))

export interface Login extends Account {
  readonly password: string
}

const withPasswords = (verb: string, logins: readonly Login[]): Statement => [
  `${verb} ${named(logins, '?@? IDENTIFIED BY ?')}`,
  logins.flatMap(({ user, host, password }) => [user, host, password]),
]

export const createAccounts = (logins: readonly Login[]): Statement =>
  withPasswords('CREATE USER IF NOT EXISTS', logins)

export const setPasswords = (logins: readonly Login[]): Statement => withPasswords('ALTER USER', logins)

export const dropAccounts = (accounts: readonly Account[]): Statement => [
  `DROP USER IF EXISTS ${named(accounts, '?@?')}`,
  values(accounts),
]

const firstColumn = (rows: readonly Readonly<Record<string, string>>[]): readonly string[] =>
  rows.flatMap((row) => Object.values(row).slice(0, 1))

/** The grants of an account as statements that restore them. */
export const grantsOf = async (database: DatabaseServer, { user, host }: Account): Promise<readonly string[]> =>
  firstColumn(await database.query<Record<string, string>>('SHOW GRANTS FOR ?@?', [user, host]))

const quoted = '`(?:[^`]|``)*`'
const creation = new RegExp(
  `^CREATE USER (${quoted}@${quoted}|'(?:[^'\\\\]|\\\\.|'')*'@'(?:[^'\\\\]|\\\\.|'')*')(.*)$`,
  's',
)

/**
 * The statement that created an account, with its password as a hash. Without a password it says so, so that `ALTER
 * USER` removes one.
 */
export const withPassword = (create: string): string => {
  const [, account = '', rest = ''] = creation.exec(create) ?? []
  return /^ IDENTIFIED /.test(rest) || account === '' ? create : `CREATE USER ${account} IDENTIFIED BY ''${rest}`
}

export const creationOf = async (database: DatabaseServer, { user, host }: Account): Promise<string> => {
  const [create = ''] = firstColumn(await database.query<Record<string, string>>('SHOW CREATE USER ?@?', [user, host]))
  return withPassword(create)
}

/** The statement that restores the password and settings of an account. */
export const alteration = (create: string): string => create.replace(/^CREATE USER /, 'ALTER USER ')

export const recreation = (create: string): string => create.replace(/^CREATE USER /, 'CREATE USER IF NOT EXISTS ')

/** An account as the server stores it. */
interface KeptAccount extends Account {
  readonly plugin: string
  /** What the plugin stores of the password. */
  readonly kept: Buffer
  /** Whether it may create accounts or grant privileges. No account of a site may. */
  readonly administers: boolean
}

interface MariaDbRow {
  readonly User: string
  readonly Host: string
  readonly Priv: string
}

interface Priv {
  readonly access?: number
  readonly plugin?: string
  readonly authentication_string?: string
  /** Other ways to log in, besides the plugin. */
  readonly auth_or?: unknown
}

/** GRANT OPTION, SUPER and CREATE USER, as bits of MariaDB's `access`. */
const administering = (1n << 10n) | (1n << 15n) | (1n << 25n)

const fromMariaDb = ({ User, Host, Priv }: MariaDbRow): KeptAccount => {
  const { access = 0, plugin = '', authentication_string = '', auth_or } = JSON.parse(Priv) as Priv
  return {
    user: User,
    host: Host,
    plugin: auth_or === undefined ? plugin : 'several',
    kept: Buffer.from(authentication_string),
    administers: (BigInt(access) & administering) !== 0n,
  }
}

interface MySqlRow {
  readonly User: string
  readonly Host: string
  readonly plugin: string
  readonly kept: string | null
  readonly administers: number
}

const fromMySql = ({ User, Host, plugin, kept, administers }: MySqlRow): KeptAccount => ({
  user: User,
  host: Host,
  plugin,
  kept: Buffer.from(kept ?? '', 'hex'),
  administers: administers === 1,
})

// MariaDB's mysql.user is a view over global_priv and three times slower. Roles have no host and are left out.
const mariaDbAccounts = "SELECT User, Host, Priv FROM mysql.global_priv WHERE User IN (?) AND Host <> '' ORDER BY Host"

const mySqlAccounts = `SELECT User, Host, plugin, HEX(authentication_string) AS kept,
  'Y' IN (Super_priv, Create_user_priv, Grant_priv) AS administers
  FROM mysql.user WHERE User IN (?) ORDER BY Host`

const keptAccounts = async (database: DatabaseServer, users: readonly string[]): Promise<readonly KeptAccount[]> =>
  database.flavour === 'mariadb'
    ? (await database.query<MariaDbRow>(mariaDbAccounts, [users])).map(fromMariaDb)
    : (await database.query<MySqlRow>(mySqlAccounts, [users])).map(fromMySql)

/** Reads all accounts of the users in one query. */
export const readAccounts = async (
  database: DatabaseServer,
  users: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptAccount[]>> => {
  const byUser = new Map<string, KeptAccount[]>(users.map((user) => [user, []]))
  for (const kept of await keptAccounts(database, users)) byUser.get(kept.user)?.push(kept)
  return byUser
}
