import type { Context } from '../contexts/context.js'
import type { Catalog } from '../catalog/schema.js'
import { nullType, providerOf, typeOf } from '../services/lookup.js'
import type { Service } from '../services/service.js'

/** Services without which a platform or a site is nothing; that a site's database is missing is an error. */
const needed = ['http']

const served = { platform: 'nothing is served for the sites of', site: 'no vhost is written for' } as const

const unserved = (service: Service, context: Context & { type: keyof typeof served }): readonly string[] => {
  const server = providerOf(service, context)
  if (typeOf(service.name, server) !== nullType) return []
  return [`${server.name} offers no ${service.name}: ${served[context.type]} ${context.name}`]
}

/** What verifying a context leaves undone because a service is of the null type, which does nothing. */
export const nullServiceWarnings = (context: Context, { services }: Pick<Catalog, 'services'>): readonly string[] => {
  if (context.type !== 'server')
    return services.filter(({ name }) => needed.includes(name)).flatMap((service) => unserved(service, context))
  return services.every(({ name }) => typeOf(name, context) === nullType)
    ? [`${context.name} offers no service: nothing is made for it`]
    : []
}
