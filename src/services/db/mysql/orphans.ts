import { type ContextRecord, isVerified } from '../../../contexts/record.js'
import type { DatabaseServer } from '../../../hosts/database.js'
import { identifier } from '../../../lib/quoting.js'
import { type OwnerRow, type Registered, readRegistered } from '../../../steps/sql/registry.js'
import type { FindOrphans, KnownContexts, Orphan } from '../../orphan.js'

const serverOf = ({ properties }: ContextRecord): unknown => properties['db_server'] ?? '@server_master'

/** Whether Provision has ever created anything there. */
const isInUse = (server: ContextRecord, { records }: KnownContexts): boolean =>
  isVerified(server) ||
  records.some((record) => 'db_name' in record.recorded && isVerified(record) && serverOf(record) === server.name)

const addressOf = ({ properties: { db_socket, remote_host, db_port } }: ContextRecord): string =>
  JSON.stringify(db_socket ?? [remote_host ?? 'localhost', db_port ?? 3306])

/** The contexts of database servers that have been used. If several have the same address, only the first. */
export const databaseServers = (known: KnownContexts): readonly string[] => {
  const servers = known.records
    .filter(({ properties }) => properties['db_service_type'] === 'mysql')
    .filter((server) => isInUse(server, known))
  const byAddress = new Map([...servers].reverse().map((server) => [addressOf(server), server.name]))
  return [...byAddress.values()].sort()
}

const literal = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`

const unknownOwner = 'no context in this home has its uuid'
/** Another home may use the same server. */
const unlessElsewhere = 'if no other home uses it'

const databaseOrphan = ({ name, uuid, context }: Registered, server: string): Orphan => ({
  kind: 'database',
  where: `database ${name} on ${server}`,
  context,
  uuid,
  why: unknownOwner,
  fix: `${unlessElsewhere}: dump it, then DROP DATABASE ${identifier(name)}`,
  removable: false,
})

const accountOrphans = ({ accounts, uuid, context }: Registered, server: string): readonly Orphan[] =>
  accounts.map(({ user, host }) => ({
    kind: 'account',
    where: `account ${user}@${host} on ${server}`,
    context,
    uuid,
    why: unknownOwner,
    fix: `${unlessElsewhere}: DROP USER ${literal(user)}@${literal(host)}`,
    removable: false,
  }))

const rowOrphan = (
  { name, uuid, context, ...present }: Registered,
  server: string,
  { uuids }: KnownContexts,
): Orphan => {
  const empty = !present.database && present.accounts.length === 0
  const reason = uuids.has(uuid) ? `${context} uses another name` : unknownOwner
  return {
    kind: 'owner',
    where: `row ${name} of provision.owners on ${server}`,
    context,
    uuid,
    why: empty ? `its database and account do not exist, and ${reason}` : reason,
    fix: `${empty ? '' : 'once its database and account are dropped: '}DELETE FROM provision.owners WHERE name = ${literal(name)}`,
    removable: false,
  }
}

const orphansOf = (row: Registered, server: string, known: KnownContexts): readonly Orphan[] => {
  const isOwned = known.uuids.has(row.uuid)
  if (isOwned && (row.database || row.accounts.length > 0)) return []
  const databases = row.database ? [databaseOrphan(row, server)] : []
  return [...databases, ...accountOrphans(row, server), rowOrphan(row, server, known)]
}

/** The names that are recorded in contexts. */
const namesInUse = ({ records }: KnownContexts): ReadonlySet<unknown> =>
  new Set(records.flatMap(({ recorded }) => [recorded['db_name'], recorded['db_user']]))

/** Databases, accounts and registry rows that belong to no context. */
export const orphansOn = async (
  server: string,
  database: DatabaseServer,
  known: KnownContexts,
): Promise<readonly Orphan[]> => {
  const inUse = namesInUse(known)
  const isSuspect = ({ name, uuid }: OwnerRow) => !known.uuids.has(uuid) || !inUse.has(name)
  const rows = await readRegistered(database, isSuspect)
  return rows.flatMap((row) => orphansOf(row, server, known))
}

export const findOrphans: FindOrphans = ({ known }) =>
  databaseServers(known).map((name) => ({
    name,
    ask: async ({ database }) => orphansOn(name, await database(name), known),
  }))
