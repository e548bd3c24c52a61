import { shellWord } from '../lib/shell-word.js'

/** Which server, and how it is reached. */
export interface Reached {
  /** The server context. */
  readonly server: string
  readonly host: string
  /** `127.0.0.1:3306`, or the path of a socket. */
  readonly at: string
  readonly socket: string | undefined
  /** The command that starts it, or shows why it does not run. */
  readonly start?: string | undefined
  readonly user: string
}

type Fix = (reached: Reached) => string

const correctAddress = ({ server, socket }: Reached): string =>
  socket === undefined
    ? `correct host and port: provision-save ${server} --master_db=env:NAME (the port in it comes before db_port)`
    : `correct the socket: provision-save ${server} --db_socket=PATH`

const start: Fix = (to) =>
  `start the database server of ${to.server} (${to.start ?? 'systemctl status mariadb'}); if it is not at ${to.at}, ${correctAddress(to)}`

const reach: Fix = (to) =>
  `check that ${to.at} can be reached from this machine (is it up, a firewall, bind-address?), or ${correctAddress(to)}`

const name: Fix = (to) => `check the name (getent hosts ${shellWord(to.host)}), or ${correctAddress(to)}`

const typedBy = ({ host, socket, user }: Reached): string =>
  `mariadb ${socket === undefined ? `--host=${host}` : `--socket=${shellWord(socket)}`} --user=${shellWord(user)} --password`

/** MariaDB refuses an account like this, too, if TLS is required, which a socket does not need. */
const administrator: Fix = (to) => {
  const tls = to.socket === undefined ? '; if TLS is required: this version connects without TLS' : ''
  return `try user and password by hand (${typedBy(to)}), and give those of an administrator: provision-save ${to.server} --master_db=env:NAME${tls}`
}

const allowHost: Fix = ({ at, user }) =>
  `let ${user} connect to ${at} from this machine: CREATE USER … @'ADDRESS', or unblock it: mariadb-admin flush-hosts`

const full: Fix = ({ server }) =>
  `all connections of ${server} are in use: end some (SHOW PROCESSLIST), or raise max_connections, then retry`

const userLimit: Fix = ({ user }) =>
  `all connections that ${user} may have are in use: end some, or ALTER USER … WITH MAX_USER_CONNECTIONS 0, then retry`

const withoutTls: Fix = ({ server, user }) =>
  `this version connects without TLS: let ${user} do so (ALTER USER … REQUIRE NONE; require_secure_transport = OFF), or connect by a socket: provision-save ${server} --db_socket=PATH`

const unlock: Fix = ({ user }) => `unlock ${user}: ALTER USER … ACCOUNT UNLOCK`
const renew: Fix = ({ user }) => `the password of ${user} has expired: ALTER USER … PASSWORD EXPIRE NEVER`
const plugin: Fix = ({ user }) =>
  `give ${user} a password that is sent hashed: ALTER USER … IDENTIFIED VIA mysql_native_password USING PASSWORD('…')`

const retry: Fix = ({ server, at }) =>
  `the database server of ${server} at ${at} has ended or was restarted: read its log, start it, then retry`
const privileges: Fix = ({ server }) => `run provision-verify ${server} to see which privileges master_db lacks`
const readOnly: Fix = ({ server }) =>
  `the database server of ${server} is read-only: SET GLOBAL read_only = OFF, or use its primary`
const disk: Fix = ({ server }) => `free some space on the machine of ${server} (df -h), then retry`
const busy: Fix = ({ server }) =>
  `other sessions on ${server} hold what is needed (SHOW PROCESSLIST): end them, then retry`

/** The driver's code of an error, and what to do about it. */
const fixes: Readonly<Record<string, Fix>> = {
  AUTH_SWITCH_PLUGIN_ERROR: plugin,
  EACCES: ({ at }) =>
    `let the current user read and write ${shellWord(at)} and pass its folders (namei -l ${shellWord(at)})`,
  EAI_AGAIN: name,
  ECONNREFUSED: start,
  ECONNRESET: retry,
  EHOSTUNREACH: reach,
  ENETUNREACH: reach,
  ENOENT: start,
  ENOTFOUND: name,
  ENOTSOCK: start,
  EPIPE: retry,
  ER_ACCESS_DENIED_ERROR: administrator,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: administrator,
  ER_ACCOUNT_HAS_BEEN_LOCKED: unlock,
  ER_CON_COUNT_ERROR: full,
  ER_DBACCESS_DENIED_ERROR: privileges,
  ER_DISK_FULL: disk,
  ER_HOST_IS_BLOCKED: allowHost,
  ER_HOST_NOT_PRIVILEGED: allowHost,
  ER_LOCK_DEADLOCK: busy,
  ER_LOCK_WAIT_TIMEOUT: busy,
  ER_MUST_CHANGE_PASSWORD: renew,
  ER_MUST_CHANGE_PASSWORD_LOGIN: renew,
  ER_NOT_SUPPORTED_AUTH_MODE: plugin,
  ER_OPTION_PREVENTS_STATEMENT: readOnly,
  ER_RECORD_FILE_FULL: disk,
  ER_SECURE_TRANSPORT_REQUIRED: withoutTls,
  ER_SERVER_SHUTDOWN: retry,
  ER_SPECIFIC_ACCESS_DENIED_ERROR: privileges,
  ER_TABLEACCESS_DENIED_ERROR: privileges,
  ER_TOO_MANY_USER_CONNECTIONS: userLimit,
  ER_USER_LIMIT_REACHED: userLimit,
  ETIMEDOUT: reach,
  HANDSHAKE_NO_SSL_SUPPORT: withoutTls,
  HANDSHAKE_SSL_ERROR: withoutTls,
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: plugin,
  PROTOCOL_CONNECTION_LOST: retry,
}

/** Numbers of MariaDB that the driver names as those of MySQL, or not at all. */
const codesOfMariaDb: Readonly<Record<number, string>> = { 4151: 'ER_ACCOUNT_HAS_BEEN_LOCKED' }

/** What to do about an error of the driver or of the server. */
export const databaseFix = (error: unknown, reached: Reached): string => {
  const { code = '', errno = 0 } = error as { readonly code?: string; readonly errno?: number }
  const known = codesOfMariaDb[errno] ?? code
  const fix = Object.hasOwn(fixes, known) ? fixes[known] : undefined
  return fix?.(reached) ?? `read the log of the database server of ${reached.server} at ${reached.at}, then retry`
}
