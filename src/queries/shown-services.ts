import type { Catalog } from '../catalog/catalog.js'
import type { Context } from '../contexts/context.js'
import { typeNamed } from '../contexts/context-type.js'
import type { ContextRecord } from '../contexts/record.js'
import type { Server } from '../contexts/types/server.js'
import { readOr } from '../hosts/snapshot-reader.js'
import type { ListedContext, ShownContext } from '../provision/api.js'
import { nullType, providerOf, typeOf, typeProperty } from '../services/lookup.js'
import type { Service, ServiceType } from '../services/service.js'

/** Which server gives a context which service, as which type, and how it is reached there. */
export const shownServices = (context: Context, { services, types, contextTypes }: Catalog): ShownContext['services'] =>
  Object.fromEntries(
    services.flatMap((service) => {
      const server = providerOf(service, context, contextTypes)
      if (server === undefined) return []
      const type = typeOf(service.name, server)
      const at = reachedAt(server, service.name, type, types)
      return [[service.name, { server: server.name, type, ...(at === undefined ? {} : { at }) }]]
    }),
  )

/** Nothing where a property that it takes has a wrong value. */
const reachedAt = (server: Server, service: string, type: string, types: readonly ServiceType[]): string | undefined =>
  readOr(
    () => types.find((known) => known.service === service && known.name === type)?.reachedAt?.(server),
    () => undefined,
  )

/** How the services of a server are reached. */
export const reachedServices = (context: Context, catalog: Catalog): Pick<ListedContext, 'at'> => {
  const { services, types, contextTypes } = catalog
  if (!typeNamed(contextTypes, context.type)?.offersServices) return {}
  const server = context as Server
  const reached = services.flatMap(({ name }) => {
    const at = reachedAt(server, name, typeOf(name, server), types)
    return at === undefined ? [] : [[name, at] as const]
  })
  return reached.length === 0 ? {} : { at: Object.fromEntries(reached) }
}

/** What a server offers by its own record: `{ http: 'nginx' }`. */
export const offered = (
  { properties }: ContextRecord,
  services: readonly Service[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    services
      .map(({ name }) => [name, String(properties[typeProperty(name)] ?? nullType)] as const)
      .filter(([, type]) => type !== nullType),
  )
