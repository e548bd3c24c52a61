import type { ContextRecord } from '../../contexts/record.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { identifier } from '../../lib/quoting.js'
import { type OwnerRow, type Registered, readRegistered } from '../../steps/sql/registry.js'
import type { Found } from './found.js'
import type { Living } from './living.js'

const isVerified = ({ recorded }: ContextRecord): boolean => recorded['verified'] === true

const serverOf = ({ properties }: ContextRecord): unknown => properties['db_server'] ?? '@server_master'

const hasDatabase = ({ recorded }: ContextRecord): boolean => recorded['db_name'] !== undefined

/** Whether Provision has ever made anything there. */
const isInUse = (server: ContextRecord, { records }: Living): boolean =>
  isVerified(server) || records.some((record) => hasDatabase(record) && serverOf(record) === server.name)

const addressOf = ({ properties: { db_socket, remote_host, db_port } }: ContextRecord): string =>
  JSON.stringify(db_socket ?? [remote_host ?? 'localhost', db_port ?? 3306])

/** The contexts of database servers that have been used: of several that lead to the same one, the first. */
export const databaseServers = (living: Living): readonly string[] => {
  const servers = living.records
    .filter(({ properties }) => properties['db_service_type'] === 'mysql')
    .filter((server) => isInUse(server, living))
  const byAddress = new Map([...servers].reverse().map((server) => [addressOf(server), server.name]))
  return [...byAddress.values()].sort()
}

const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`

const unknownOwner = 'no context here has its uuid'
/** Another home may use the server. */
const unlessElsewhere = 'when no other home has it'

const databaseFound = ({ name, uuid, context }: Registered, server: string): Found => ({
  kind: 'database',
  where: `database ${name} on ${server}`,
  context,
  uuid,
  why: unknownOwner,
  fix: `${unlessElsewhere}: dump it, then DROP DATABASE ${identifier(name)}`,
  removable: false,
})

const accountsFound = ({ accounts, uuid, context }: Registered, server: string): readonly Found[] =>
  accounts.map(({ user, host }) => ({
    kind: 'account',
    where: `account ${user}@${host} on ${server}`,
    context,
    uuid,
    why: unknownOwner,
    fix: `${unlessElsewhere}: DROP USER ${literal(user)}@${literal(host)}`,
    removable: false,
  }))

const rowFound = ({ name, uuid, context, ...there }: Registered, server: string, { uuids }: Living): Found => {
  const empty = !there.database && there.accounts.length === 0
  const of = uuids.has(uuid) ? `${context} has another` : unknownOwner
  return {
    kind: 'owner',
    where: `row ${name} of provision.owners on ${server}`,
    context,
    uuid,
    why: empty ? `its database and account are gone, and ${of}` : of,
    fix: `${empty ? '' : 'when its database and account are gone: '}DELETE FROM provision.owners WHERE name = ${literal(name)}`,
    removable: false,
  }
}

const findings = (row: Registered, server: string, living: Living): readonly Found[] => {
  const isOwned = living.uuids.has(row.uuid)
  if (isOwned && (row.database || row.accounts.length > 0)) return []
  const databases = row.database ? [databaseFound(row, server)] : []
  return [...databases, ...accountsFound(row, server), rowFound(row, server, living)]
}

/** The names that contexts have for good. */
const namesInUse = ({ records }: Living): ReadonlySet<unknown> =>
  new Set(records.flatMap(({ recorded }) => [recorded['db_name'], recorded['db_user']]))

/** Databases, accounts and rows of the registry that no context has. */
export const unownedDatabases = async (
  server: string,
  database: DatabaseServer,
  living: Living,
): Promise<readonly Found[]> => {
  const inUse = namesInUse(living)
  const isSuspect = ({ name, uuid }: OwnerRow) => !living.uuids.has(uuid) || !inUse.has(name)
  const rows = await readRegistered(database, isSuspect)
  return rows.flatMap((row) => findings(row, server, living))
}
