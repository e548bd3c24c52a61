import type { Context } from '../contexts/context.js'
import { type ContextType, parentOf, typeNamed } from '../contexts/context-type.js'
import type { Server } from '../contexts/types/server.js'
import type { Service } from './service.js'

/** The service type that means «no service». It does nothing, with a warning. */
export const nullType = 'null'

/** The property of a server that chooses the type of a service. */
export const typeProperty = (service: string): string => `${service}_service_type`

const subscribed = ({ subscription }: Service, context: Context): Server | undefined =>
  subscription?.type === context.type
    ? (context as unknown as Record<string, Server | undefined>)[subscription.by]
    : undefined

/**
 * The server that provides a service for a context: from its own subscription, else from its parent's, and so on. A
 * server provides its own services. Undefined for a context that is on no server.
 */
export const providerOf = (service: Service, context: Context, types: readonly ContextType[]): Server | undefined => {
  const own = subscribed(service, context)
  if (own !== undefined) return own
  const parent = parentOf(context, types)
  if (parent !== undefined) return providerOf(service, parent, types)
  return typeNamed(types, context.type)?.offersServices ? (context as Server) : undefined
}

/** The type of a service that a server offers; `null` if it offers none. */
export const typeOf = (service: string, server: Server | undefined): string =>
  ((server as unknown as Record<string, unknown> | undefined)?.[typeProperty(service)] as string | undefined) ??
  nullType
