import type { DatabaseServer } from '../../hosts/database.js'
import { groupBy } from '../../lib/group-by.js'
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
  /** Connections that it may have open at the same time. 0: no limit of its own. */
  readonly connections: number
}

const withPasswords = (verb: string, logins: readonly Login[], rest: string): Statement => [
  `${verb} ${named(logins, '?@? IDENTIFIED BY ?')} ${rest}`,
  logins.flatMap(({ user, host, password }) => [user, host, password]),
]

/** A statement has one limit for all of its accounts. */
const ofEachLimit = (
  logins: readonly Login[],
  statement: (logins: readonly Login[], connections: number) => Statement,
): readonly Statement[] =>
  [...groupBy(logins, ({ connections }) => connections)].map(([connections, group]) => statement(group, connections))

export const createAccounts = (logins: readonly Login[]): readonly Statement[] =>
  ofEachLimit(logins, (group, connections) =>
    withPasswords('CREATE USER IF NOT EXISTS', group, `WITH MAX_USER_CONNECTIONS ${connections}`),
  )

const limits = ['MAX_QUERIES_PER_HOUR', 'MAX_UPDATES_PER_HOUR', 'MAX_CONNECTIONS_PER_HOUR']

/** What an account of a site is: it connects without TLS too, as often as it likes, is not locked, and expires no sooner than others. */
const unrestricted = (flavour: DatabaseServer['flavour'], connections: number): string =>
  `REQUIRE NONE WITH ${[...limits, ...(flavour === 'mariadb' ? ['MAX_STATEMENT_TIME'] : [])].map((limit) => `${limit} 0`).join(' ')} MAX_USER_CONNECTIONS ${connections} ACCOUNT UNLOCK PASSWORD EXPIRE DEFAULT`

/** Sets the passwords of accounts, and lifts all that keeps them from connecting. */
export const repairAccounts =
  (flavour: DatabaseServer['flavour']) =>
  (logins: readonly Login[]): readonly Statement[] =>
    ofEachLimit(logins, (group, connections) => withPasswords('ALTER USER', group, unrestricted(flavour, connections)))

export const limitConnections = ({ user, host }: Account, connections: number): Statement => [
  `ALTER USER ?@? WITH MAX_USER_CONNECTIONS ${connections}`,
  [user, host],
]

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
  /** What keeps it from connecting, or will: `locked`, `TLS required`. */
  readonly restrictions: readonly string[]
  /** Connections that it may have open at the same time; 0 without a limit. */
  readonly connections: number
}

/** The restrictions of an account, in words. */
const restrictionsOf = (found: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.entries(found).flatMap(([words, isSo]) => (isSo ? [words] : []))

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
  readonly auth_or?: readonly { readonly plugin?: string }[]
  readonly account_locked?: boolean
  /** 0 for a password that has expired. */
  readonly password_last_changed?: number
  /** In days. Without a positive one it follows the server's default. */
  readonly password_lifetime?: number
  readonly ssl_type?: number
  readonly max_questions?: number
  readonly max_updates?: number
  readonly max_connections?: number
  readonly max_user_connections?: number
  readonly max_statement_time?: number
}

const mariaDbRestrictions = (priv: Priv): readonly string[] =>
  restrictionsOf({
    locked: priv.account_locked === true,
    'password expired': priv.password_last_changed === 0,
    'password expires': (priv.password_lifetime ?? 0) > 0,
    'TLS required': (priv.ssl_type ?? 0) !== 0,
    limited: [priv.max_questions, priv.max_updates, priv.max_connections, priv.max_statement_time].some(
      (limit) => (limit ?? 0) !== 0,
    ),
  })

/** GRANT OPTION, SUPER and CREATE USER, as bits of MariaDB's `access`. */
const administering = (1n << 10n) | (1n << 15n) | (1n << 25n)

const fromMariaDb = ({ User, Host, Priv }: MariaDbRow): KeptAccount => {
  const priv = JSON.parse(Priv) as Priv
  const { access = 0, plugin = '', authentication_string = '', auth_or = [] } = priv
  return {
    user: User,
    host: Host,
    // An account that has had several keeps an entry without a plugin.
    plugin: auth_or.some((other) => other.plugin !== undefined) ? 'several' : plugin,
    kept: Buffer.from(authentication_string),
    administers: (BigInt(access) & administering) !== 0n,
    restrictions: mariaDbRestrictions(priv),
    connections: priv.max_user_connections ?? 0,
  }
}

interface MySqlRow {
  readonly User: string
  readonly Host: string
  readonly plugin: string
  readonly kept: string | null
  readonly administers: number
  readonly locked: number
  readonly expired: number
  readonly expires: number
  readonly tls: number
  readonly limited: number
  readonly connections: number
}

const fromMySql = ({ User, Host, plugin, kept, administers, ...row }: MySqlRow): KeptAccount => ({
  user: User,
  host: Host,
  plugin,
  kept: Buffer.from(kept ?? '', 'hex'),
  administers: administers === 1,
  restrictions: restrictionsOf({
    locked: row.locked === 1,
    'password expired': row.expired === 1,
    'password expires': row.expires === 1,
    'TLS required': row.tls === 1,
    limited: row.limited === 1,
  }),
  connections: row.connections,
})

// MariaDB's mysql.user is a view over global_priv and three times slower. Roles have no host and are left out.
const mariaDbAccounts = "SELECT User, Host, Priv FROM mysql.global_priv WHERE User IN (?) AND Host <> '' ORDER BY Host"

const mySqlAccounts = `SELECT User, Host, plugin, HEX(authentication_string) AS kept,
  'Y' IN (Super_priv, Create_user_priv, Grant_priv) AS administers, account_locked = 'Y' AS locked,
  password_expired = 'Y' AS expired, COALESCE(password_lifetime, 0) > 0 AS expires, ssl_type <> '' AS tls,
  GREATEST(max_questions, max_updates, max_connections) > 0 AS limited, max_user_connections AS connections
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
