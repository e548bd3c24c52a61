import type { Json } from '../contexts/property.js'
import type { Words } from '../hosts/host.js'
import { localHost } from '../hosts/local/index.js'
import { adminAccount, readPassword } from './mariadb.js'
import { phpLog } from './folders.js'
import { phpUser } from './php-user.js'
import { asRoot, rootHelperIn, webUser } from './root.js'
import { type SandboxState, SandboxRecord, contextOf, sandboxFolder } from './record.js'
import { type HttpType, proxyName } from './server.js'
import { servers } from './servers.js'

/** The properties to save for a server context of the sandbox. `master_db` is a secret. */
export interface SandboxContext {
  readonly name: string
  readonly properties: { readonly [property: string]: Json }
  /** What it has as long as nobody has saved something else. */
  readonly unlessGiven: { readonly [property: string]: Json }
}

const commandOf = (record: SandboxRecord, type: HttpType, control: 'test' | 'reload'): string => {
  const [place, { words, control: known }] = [record.place(type), servers[type]]
  const command: Words = [...words(place), ...(known?.[control] ?? [])]
  return (place.ofRoot ? asRoot(command) : command).join(' ')
}

/** PHP and the web server have to read what a site keeps from everybody else. */
const webGroup = ({ home, state }: SandboxRecord): string =>
  state.clients === undefined ? (phpUser()?.name ?? localHost(home).reader.facts.user.group) : webUser

const clientProperties = ({ state: { clients } }: SandboxRecord) =>
  clients === undefined ? {} : { root_helper: rootHelperIn(clients) }

const webProperties = (record: SandboxRecord, type: HttpType) => ({
  http_service_type: type,
  http_port: record.server(type).port,
  http_address: '127.0.0.1',
  http_restart_cmd: commandOf(record, type, 'reload'),
  http_test_cmd: commandOf(record, type, 'test'),
  web_group: webGroup(record),
  php_fpm_socket: record.place('php-fpm').socket,
  error_logs: [record.place(type).logFile, phpLog(record.place('php-fpm').folder)],
  ...clientProperties(record),
})

const publicProperties = (record: SandboxRecord, type: HttpType) =>
  record.state.tlsProxy === true
    ? { public_url: `https://*:${record.server(proxyName(type)).port}`, trusted_proxies: ['127.0.0.1'] }
    : {}

const databaseProperties = (record: SandboxRecord) => ({
  db_service_type: 'mysql',
  db_port: record.server('mariadb').port,
  // Users of clients cannot pass through the folders of the sandbox.
  db_socket: record.state.clients === undefined ? record.place('mariadb').socket : null,
  master_db: `mysql://${adminAccount}:${readPassword(sandboxFolder(record.home))}@127.0.0.1`,
})

/** @server_master with the first web server and the databases, and @server_TYPE for each other web server. */
export const serverProperties = (home: string, state: SandboxState): readonly SandboxContext[] => {
  const record = new SandboxRecord(home, state)
  return state.http.map((type, at) => ({
    name: `@${contextOf(state, type)}`,
    properties: {
      ...webProperties(record, type),
      ...publicProperties(record, type),
      ...(at === 0 ? databaseProperties(record) : {}),
    },
    unlessGiven: state.clients === undefined ? {} : { php_service_type: 'fpm' },
  }))
}
