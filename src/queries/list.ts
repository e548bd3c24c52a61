import { passOnNotReadYet } from '../hosts/snapshot-reader.js'
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
  } catch (error) {
    passOnNotReadYet(error)
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

const wanted = (
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

/** A filter that nothing can pass, for it names what is not there, is a slip of the user's. */
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

  /** None for a context that does not pass; the error where its file cannot be read. */
  one(name: string): ListedContext | ProvisionError | undefined {
    try {
      return this.#read(name)
    } catch (error) {
      if (error instanceof ProvisionError) return error
      throw error
    }
  }

  #read(name: string): ListedContext | undefined {
    const record = this.planning.contexts.store.read(name)
    if (!wanted(record, this.filter, this.planning)) return undefined
    if (!this.#types.includes(record.context_type)) return this.#unknownType(record)
    const context = this.planning.contexts.get(name)
    if (!this.#conditions.every((condition) => passes(context, condition, this.planning.contexts))) return undefined
    const listed = line(record, this.planning)
    if (this.filter.namesOnly) return listed
    return { ...listed, ...reachedServices(context, this.planning.catalog), ...this.#properties.of(context) }
  }

  /** Nothing can be asked of a context whose type this version does not know. */
  #unknownType(record: ContextRecord): ListedContext | undefined {
    return this.#conditions.length === 0 ? line(record, this.planning) : undefined
  }
}

const namesFor = ({ pattern }: ListFilter, { contexts: { store } }: TaskPlanning): readonly string[] =>
  pattern === undefined ? store.names() : store.names().filter(globMatcher(pattern))

/** The contexts that pass all filters: servers, then platforms, then sites, and at the end what is damaged. */
export const listed = async (filter: ListFilter, planning: TaskPlanning): Promise<readonly ListedContext[]> => {
  const listing = new Listing(filter, planning)
  const lines: ListedContext[] = []
  for (const name of inReferenceOrder(namesFor(filter, planning), planning.contexts)) {
    const one = listing.one(name)
    if (one !== undefined) lines.push(one instanceof ProvisionError ? await damagedLine(name, one) : one)
  }
  return lines
}
