import { type ContextRecord, explained } from '../contexts/record.js'
import type { Catalog } from '../catalog/catalog.js'
import type { Context } from '../contexts/context.js'
import { referencesOf } from '../contexts/references.js'
import { unknownIn } from '../contexts/unknown.js'
import { ProvisionError } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import { providerOf } from '../services/lookup.js'
import type { Service } from '../services/service.js'
import { inReferenceOrder } from '../planning/select.js'
import { placeOf } from './place.js'
import { offered } from './show.js'
import type { TaskPlanning } from '../planning/planning.js'

export interface ListFilter {
  readonly type?: string | undefined
  readonly platform?: string | undefined
  readonly server?: string | undefined
  readonly service?: string | undefined
}

export interface ListedContext {
  readonly name: string
  /** `damaged` for a context whose file cannot be read. */
  readonly type: string
  /** What is wrong with the file of a damaged one: `/path/to/file:3: not JSON: comma expected`. */
  readonly damage?: string
  /** Context that it is placed on: the platform of a site, the server of a platform. */
  readonly on?: string
  /** What a server offers: `{ http: 'nginx' }`. */
  readonly services: Readonly<Record<string, string>>
  /** What this version does not know of it: `context_type`, or paths of properties. Tasks on it are refused. */
  readonly unknown?: readonly string[]
}

const line = (record: ContextRecord, planning: TaskPlanning): ListedContext => {
  const on = placeOf(record, planning)
  const unknown = unknownIn(record, planning.contexts.schema)
  return {
    name: record.name,
    type: record.context_type,
    ...(on === undefined ? {} : { on }),
    services: offered(record, planning.catalog.services),
    ...(unknown.length === 0 ? {} : { unknown }),
  }
}

/** What cannot be read may be what is asked for: no filter hides it. */
const damagedLine = async (name: string, error: ProvisionError): Promise<ListedContext> => ({
  name,
  type: 'damaged',
  damage: (await explained(error)).message,
  services: {},
})

/** Not, when what leads to the server cannot be read. */
const serves = (server: string, service: Service, context: Context, { contextTypes }: Catalog): boolean => {
  try {
    return providerOf(service, context, contextTypes)?.name === server
  } catch {
    return false
  }
}

/** Whether the context has one of its services from the server. */
const isServedBy = (name: string, server: string, { contexts, catalog }: TaskPlanning): boolean => {
  const context = contexts.get(name)
  return name === server || catalog.services.some((service) => serves(server, service, context, catalog))
}

const offers = (record: ContextRecord, wanted: string, { catalog }: TaskPlanning): boolean =>
  Object.entries(offered(record, catalog.services)).flat().includes(wanted)

const isOn = (record: ContextRecord, place: string, { contexts }: TaskPlanning): boolean =>
  referencesOf(record, contexts.schema).some(({ name }) => name === place)

const wanted = (record: ContextRecord, { type, platform, server, service }: ListFilter, planning: TaskPlanning): boolean =>
  (type === undefined || record.context_type === type) &&
  (platform === undefined || isOn(record, platform, planning)) &&
  (service === undefined || offers(record, service, planning)) &&
  (server === undefined || isServedBy(record.name, server, planning))

const refuseUnknownService = (service: string, { catalog }: TaskPlanning): void => {
  const known = [...catalog.services, ...catalog.types].map(({ name }) => name)
  if (known.includes(service)) return
  const meant = nearest(service, known)
  throw new ProvisionError('PROVISION_USAGE', `${service} is not a service`, {
    fix: meant === undefined ? `one of ${[...new Set(known)].join(', ')}` : `did you mean ${meant}?`,
  })
}

/** A filter that nothing can pass, for it names what is not there, is a slip of the user's. */
const refuseUnknown = ({ platform, server, service }: ListFilter, planning: TaskPlanning): void => {
  if (platform !== undefined) planning.contexts.typed('platform', platform)
  if (server !== undefined) planning.contexts.typed('server', server)
  if (service !== undefined) refuseUnknownService(service, planning)
}

const listedOne = (name: string, filter: ListFilter, planning: TaskPlanning): ListedContext | ProvisionError | undefined => {
  try {
    const record = planning.contexts.store.read(name)
    return wanted(record, filter, planning) ? line(record, planning) : undefined
  } catch (error) {
    if (error instanceof ProvisionError) return error
    throw error
  }
}

/** The contexts that pass all filters: servers, then platforms, then sites, and at the end what is damaged. */
export const listed = async (filter: ListFilter, planning: TaskPlanning): Promise<readonly ListedContext[]> => {
  refuseUnknown(filter, planning)
  const lines: ListedContext[] = []
  for (const name of inReferenceOrder(planning.contexts.store.names(), planning.contexts)) {
    const one = listedOne(name, filter, planning)
    if (one !== undefined) lines.push(one instanceof ProvisionError ? await damagedLine(name, one) : one)
  }
  return lines
}
