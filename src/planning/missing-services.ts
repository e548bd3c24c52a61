import type { Catalog } from '../catalog/catalog.js'
import type { Context } from '../contexts/context.js'
import { typeNamed } from '../contexts/context-type.js'
import type { Server } from '../contexts/types/server.js'
import { nullType, providerOf, typeOf } from '../services/lookup.js'
import type { Service } from '../services/service.js'

type Known = Pick<Catalog, 'services' | 'contextTypes'>

const missing = (service: Service, context: Context, { contextTypes }: Known): readonly string[] => {
  const consequence = service.missing?.[context.type]
  const server = providerOf(service, context, contextTypes)
  if (consequence === undefined || server === undefined || typeOf(service.name, server) !== nullType) return []
  return [`${server.name} offers no ${service.name}: ${consequence} ${context.name}`]
}

/** What verify does not do for a context, because a service has the null type, which does nothing. */
export const missingServiceWarnings = (context: Context, catalog: Known): readonly string[] => {
  const { services, contextTypes } = catalog
  if (!typeNamed(contextTypes, context.type)?.offersServices)
    return services.flatMap((service) => missing(service, context, catalog))
  return services.every(({ name }) => typeOf(name, context as Server) === nullType)
    ? [`${context.name} offers no service: nothing is created for it`]
    : []
}
