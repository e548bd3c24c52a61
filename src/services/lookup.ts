import type { Context, Server } from '../contexts/context.js'
import type { Service } from './service.js'

/** The name of the type that stands for «no service»: it does nothing, and says so. */
export const nullType = 'null'

/** The property of a server that chooses the type of a service. */
export const typeProperty = (service: string): string => `${service}_service_type`

const parentOf = (context: Context): Context | undefined => {
  if (context.type === 'server') return undefined
  return context.type === 'site' ? context.platform : context.server
}

/** The server that gives a context a service: by its own subscription, else its parent's. */
export const providerOf = (service: Service, context: Context): Server => {
  if (service.subscription?.type === context.type)
    return (context as unknown as Record<string, Server>)[service.subscription.by] as Server
  const parent = parentOf(context)
  return parent === undefined ? (context as Server) : providerOf(service, parent)
}

/** The type of a service that a server offers, `null` when it offers none. */
export const typeOf = (service: string, server: Server): string =>
  ((server as unknown as Record<string, unknown>)[typeProperty(service)] as string | undefined) ?? nullType
