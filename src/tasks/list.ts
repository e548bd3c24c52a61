import type { ContextRecord } from '../contexts/record.js'
import type { ContextTypeName } from '../contexts/types.js'
import { providerOf } from '../services/lookup.js'
import type { Service } from '../services/service.js'
import { inReferenceOrder } from './select.js'
import { offered } from './show.js'
import type { Reading } from './verify.js'

export interface ListFilter {
  readonly type?: string | undefined
  readonly platform?: string | undefined
  readonly server?: string | undefined
  readonly service?: string | undefined
}

export interface ListedContext {
  readonly name: string
  readonly type: ContextTypeName
  /** Context that it is placed on: the platform of a site, the server of a platform. */
  readonly on?: string
  /** What a server offers: `{ http: 'nginx' }`. */
  readonly services: Readonly<Record<string, string>>
}

const placeOf = ({ context_type, properties }: ContextRecord): string | undefined => {
  if (context_type === 'site') return properties['platform'] as string | undefined
  return context_type === 'platform' ? String(properties['web_server'] ?? '@server_master') : undefined
}

const line = (record: ContextRecord, services: readonly Service[]): ListedContext => {
  const on = placeOf(record)
  return {
    name: record.name,
    type: record.context_type,
    ...(on === undefined ? {} : { on }),
    services: record.context_type === 'server' ? offered(record, services) : {},
  }
}

/** Whether the context has one of its services from the server. */
const isServedBy = (name: string, server: string, { contexts, catalog }: Reading): boolean => {
  const context = contexts.get(name)
  return name === server || catalog.services.some((service) => providerOf(service, context).name === server)
}

const wanted = (record: ContextRecord, { type, platform, server, service }: ListFilter, reading: Reading): boolean =>
  (type === undefined || record.context_type === type) &&
  (platform === undefined || record.properties['platform'] === platform) &&
  (service === undefined || service in offered(record, reading.catalog.services)) &&
  (server === undefined || isServedBy(record.name, server, reading))

/** The contexts that pass all filters: servers, then platforms, then sites. */
export const listed = (filter: ListFilter, reading: Reading): readonly ListedContext[] => {
  const { store } = reading.contexts
  return inReferenceOrder(store.names(), reading.contexts)
    .map((name) => store.read(name))
    .filter((record) => wanted(record, filter, reading))
    .map((record) => line(record, reading.catalog.services))
}
