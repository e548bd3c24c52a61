import type { Json } from '../../contexts/property.js'
import { plainText } from '../../contexts/plain-text.js'
import type { Server } from '../../contexts/types/server.js'
import type { DatabaseAddress } from '../../hosts/database.js'
import { sandboxStart } from '../../lib/home-folders.js'

export interface MasterDb {
  readonly user: string
  readonly password: string
  readonly host: string
  readonly port?: number
}

const complain = (message: string): never => {
  throw new Error(message)
}

const form = 'mysql://user:password@host[:port]'

// Not the URL class: its errors repeat the URL, which contains the password.
const pattern =
  /^(?:mysql|mysqli|mariadb):\/\/([^:@/?#]*)(?::([^@/?#]*))?@(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?\/?$/

const decoded = (part: string, what: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return complain(`${what} is not URL-encoded; a % is written %25`)
  }
}

const portOf = (text: string): number => {
  const port = Number(text)
  return port >= 1 && port <= 65_535 ? port : complain('the port is not from 1 to 65535')
}

/**
 * Parses `mysql://user:password@host[:port]`, with user and password URL-encoded. Its errors never contain the
 * password.
 */
export const parseMasterDb = (url: string): MasterDb => {
  const [, user, password = '', host = '', port] =
    pattern.exec(url) ?? complain(`not ${form}, user and password URL-encoded`)
  if (!user) return complain(`no user; the form is ${form}`)
  return {
    user: decoded(user, 'the user'),
    password: decoded(password, 'the password'),
    host: host.replace(/^\[|\]$/g, ''),
    ...(port === undefined ? {} : { port: portOf(port) }),
  }
}

/** `master_db` as a context stores it: checked, but unchanged. */
export const masterDb = (given: Json): string => {
  const url = plainText(given)
  parseMasterDb(url)
  return url
}

const thisMachine: readonly string[] = ['localhost', '127.0.0.1', '::1']

type Addressed = Pick<Server, 'name' | 'db_socket' | 'db_port' | 'aegir_root'>

/**
 * The address of the server in `master_db`: `db_socket` if it is on this machine; a port in the URL takes precedence
 * over `db_port`.
 */
export const masterAddress = (server: Addressed, url: string): DatabaseAddress => {
  const { name, db_socket, db_port, aegir_root } = server
  const { user, password, host, port = db_port } = parseMasterDb(url)
  const local = thisMachine.includes(host)
  // localhost may resolve to ::1 first, where maybe no server listens.
  return {
    server: name,
    user,
    password,
    port,
    host: host === 'localhost' ? '127.0.0.1' : host,
    socket: local ? db_socket : undefined,
    start: db_socket && sandboxStart([db_socket], aegir_root),
  }
}
