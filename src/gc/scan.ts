import { codeBaseOrphans } from '../applications/orphans.js'
import type { Catalog } from '../catalog/catalog.js'
import type { ClaimRegistry } from '../contexts/claim-registry.js'
import { changedAt, entriesOf } from '../hosts/local/entries.js'
import type { Server } from '../contexts/types/server.js'
import { thisMachine } from '../hosts/reader.js'
import { placeOf } from '../planning/services.js'
import type { TaskPlanning } from '../planning/planning.js'
import type { FindOrphans, GcScan } from '../services/orphan.js'
import { type ReadableContexts, readContexts } from './known-contexts.js'

/** The means of gc to look for orphans: those of services, and those to look up names. */
export interface Scan extends GcScan {
  readonly claims: ClaimRegistry
  readonly finders: readonly FindOrphans[]
  readonly known: ReadableContexts
}

/** The functions of all services, service types and applications that find orphans. */
const findersIn = ({ services, types, applications }: Catalog): readonly FindOrphans[] => [
  ...[...services, ...types, ...applications].flatMap(({ orphans }) => orphans ?? []),
  codeBaseOrphans,
]

const propertyOf =
  ({ contexts }: TaskPlanning) =>
  (context: string, property: string): unknown => {
    try {
      return (contexts.get(context) as unknown as Record<string, unknown>)[property]
    } catch {
      return undefined
    }
  }

/** None for a context that cannot be read. */
const placeIn = (planning: TaskPlanning, name: string): Server | undefined => {
  try {
    return placeOf(planning.contexts.get(name), planning)
  } catch {
    return undefined
  }
}

const isOnThisMachine =
  (planning: TaskPlanning) =>
  (name: string): boolean => {
    const server = placeIn(planning, name)
    return server === undefined || planning.isSameHost(server, { name: server.name, remote_host: thisMachine })
  }

export const scanOf = (planning: TaskPlanning, database: Scan['database']): Scan => {
  const { here, catalog, claims } = planning
  return {
    home: here.home,
    reader: here,
    entries: entriesOf,
    changedAt,
    known: readContexts(here.home, here),
    claims,
    finders: findersIn(catalog),
    database,
    isHere: isOnThisMachine(planning),
    property: propertyOf(planning),
  }
}
