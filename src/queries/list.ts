import { readOr } from '../hosts/snapshot-reader.js'
import { type ContextRecord, explained } from '../contexts/record.js'
import type { Catalog } from '../catalog/catalog.js'
import type { Context } from '../contexts/context.js'
import { referencesOf } from '../contexts/references.js'
import { typeNames } from '../contexts/schema.js'
import { unknownIn } from '../contexts/unknown.js'
import { ProvisionError } from '../errors.js'
import { globMatcher } from '../lib/globs.js'
import { nearest } from '../lib/nearest.js'
import type { ListFilter, ListedContext } from '../provision/api.js'
import { providerOf } from '../services/lookup.js'
import type { Service } from '../services/service.js'
import { ListedProperties } from './listed-properties.js'
import { placeOf } from './place.js'
import { inReferenceOrder } from '../planning/select.js'
import { offered, reachedServices } from './shown-services.js'
import type { TaskPlanning } from '../planning/planning.js'
import { type Condition, conditionOf, passes } from './where.js'

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

/** The line for a damaged context. No filter hides it, because it may be the one that the user looks for. */
const damagedLine = async (name: string, error: ProvisionError): Promise<ListedContext> => ({
  name,
  type: 'damaged',
  damage: (await explained(error)).message,
  services: {},
})

/** Whether the server provides the service for the context. False if the references on the way cannot be read. */
const serves = (server: string, service: Service, context: Context, { contextTypes }: Catalog): boolean =>
  readOr(
    () => providerOf(service, context, contextTypes)?.name === server,
    () => false,
  )

/** Whether the context is the server, or gets one of its services from it. */
const isServedBy = (name: string, server: string, { contexts, catalog }: TaskPlanning): boolean => {
  const context = contexts.get(name)
  return name === server || catalog.services.some((service) => serves(server, service, context, catalog))
}

const offers = (record: ContextRecord, service: string, { catalog }: TaskPlanning): boolean =>
  Object.entries(offered(record, catalog.services)).flat().includes(service)

const isOn = (record: ContextRecord, place: string, { contexts }: TaskPlanning): boolean =>
  referencesOf(record, contexts.schema).some(({ name }) => name === place)

const matchesFilter = (
  record: ContextRecord,
  { type, platform, server, service }: ListFilter,
  planning: TaskPlanning,
): boolean =>
  (type === undefined || record.context_type === type) &&
  (platform === undefined || isOn(record, platform, planning)) &&
  (service === undefined || offers(record, service, planning)) &&
  (server === undefined || isServedBy(record.name, server, planning))

const refuseUnknownName = (what: string, word: string, known: readonly string[]): void => {
  if (known.includes(word)) return
  const meant = nearest(word, known)
  throw new ProvisionError('PROVISION_USAGE', `${word} is not a ${what}`, {
    fix: meant === undefined ? `one of ${[...new Set(known)].join(', ')}` : `did you mean ${meant}?`,
  })
}

/** A filter with an unknown name is a mistake of the user. */
const refuseUnknown = ({ type, platform, server, service }: ListFilter, { contexts, catalog }: TaskPlanning): void => {
  if (type !== undefined) refuseUnknownName('context type', type, typeNames(contexts.schema))
  if (platform !== undefined) contexts.typed('platform', platform)
  if (server !== undefined) contexts.typed('server', server)
  if (service !== undefined)
    refuseUnknownName(
      'service',
      service,
      [...catalog.services, ...catalog.types].map(({ name }) => name),
    )
}

/** Reads the contexts of one list. */
class Listing {
  readonly #types: readonly string[]
  readonly #conditions: readonly Condition[]
  readonly #properties: ListedProperties

  constructor(
    private readonly filter: ListFilter,
    private readonly planning: TaskPlanning,
  ) {
    const { contexts } = planning
    refuseUnknown(filter, planning)
    this.#types = typeNames(contexts.schema)
    const types = filter.type === undefined ? this.#types : [filter.type]
    this.#conditions = (filter.where ?? []).map((word) => conditionOf(word, types, contexts))
    this.#properties = new ListedProperties(planning)
  }

  /** Undefined for a context that does not match. The error if its file cannot be read. */
  entryFor(name: string): ListedContext | ProvisionError | undefined {
    try {
      return this.#read(name)
    } catch (error) {
      if (error instanceof ProvisionError) return error
      throw error
    }
  }

  #read(name: string): ListedContext | undefined {
    const record = this.planning.contexts.store.read(name)
    if (!matchesFilter(record, this.filter, this.planning)) return undefined
    if (!this.#types.includes(record.context_type)) return this.#unknownType(record)
    const context = this.planning.contexts.get(name)
    if (!this.#conditions.every((condition) => passes(context, condition, this.planning.contexts))) return undefined
    const listed = line(record, this.planning)
    if (this.filter.namesOnly) return listed
    return { ...listed, ...reachedServices(context, this.planning.catalog), ...this.#properties.of(context) }
  }

  /** The line for a context of an unknown type. Such a context matches no condition. */
  #unknownType(record: ContextRecord): ListedContext | undefined {
    return this.#conditions.length === 0 ? line(record, this.planning) : undefined
  }
}

const namesFor = ({ pattern }: ListFilter, { contexts: { store } }: TaskPlanning): readonly string[] =>
  pattern === undefined ? store.names() : store.names().filter(globMatcher(pattern))

/** The contexts that match all filters: servers, then platforms, then sites, and damaged ones last. */
export const listed = async (filter: ListFilter, planning: TaskPlanning): Promise<readonly ListedContext[]> => {
  const listing = new Listing(filter, planning)
  const lines: ListedContext[] = []
  for (const name of inReferenceOrder(namesFor(filter, planning), planning.contexts)) {
    const entry = listing.entryFor(name)
    if (entry !== undefined) lines.push(entry instanceof ProvisionError ? await damagedLine(name, entry) : entry)
  }
  return lines
}
