import type { Application } from '../applications/application.js'
import { codeService } from '../applications/code-host.js'
import { applicationNameOf } from '../applications/lookup.js'
import { applicationNamed } from '../applications/properties.js'
import type { Catalog } from '../catalog/catalog.js'
import type { Context } from '../contexts/context.js'
import { parentOf, typeNamed } from '../contexts/context-type.js'
import type { Server } from '../contexts/types/server.js'
import { ProvisionError } from '../errors.js'
import { nullType, providerOf, typeOf, typeProperty } from '../services/lookup.js'
import type { Service, ServiceType } from '../services/service.js'

interface WithCatalog {
  readonly catalog: Catalog
}

interface WithContexts extends WithCatalog {
  /** All contexts of a type that can be read. */
  readonly ofType: (type: string) => readonly Context[]
}

/** A service of a context: its implementation and its server. */
export interface ContextService {
  readonly type: ServiceType
  readonly server: Server
}

/** The application of a context, and the server with its code base. */
export interface ContextApplication {
  readonly application: Application
  readonly server: Server
}

/** The application of a context, or of its parent. */
export const applicationFor = (context: Context, { catalog }: WithCatalog): Application | undefined => {
  const name = applicationNameOf(context, catalog.contextTypes)
  return name === undefined ? undefined : applicationNamed(catalog.applications, name)
}

const notOffered = (
  { name, subscription }: Service,
  context: Context,
  { application, server }: { readonly application: Application; readonly server: Server | undefined },
): ProvisionError =>
  new ProvisionError(
    'PROVISION_SERVICE_NOT_OFFERED',
    `${context.name}: ${application.name} needs the service ${name}, but ${server?.name ?? 'no server'} does not offer it`,
    {
      fix: `provision-save ${server?.name ?? '@server_…'} --${typeProperty(name)}=…, or use another server: provision-save ${context.name} --${subscription?.by ?? 'server'}=@server_…`,
      context: context.name,
    },
  )

const isOnDemand = ({ onDemand, subscription }: Service, context: Context): boolean =>
  onDemand === true && subscription?.type === context.type

/** Whether the application of a context needs a service. Refuses if no server offers it. */
const isNeeded = (service: Service, context: Context, { catalog }: WithCatalog): boolean => {
  const application = applicationFor(context, { catalog })
  if (!application?.needs.includes(service.name)) return false
  const server = providerOf(service, context, catalog.contextTypes)
  if (typeOf(service.name, server) === nullType) throw notOffered(service, context, { application, server })
  return true
}

/** Empty for the null type, which does nothing, and for a service that the application does not need. */
const serviceOf = (service: Service, context: Context, { catalog }: WithCatalog): readonly ContextService[] => {
  if (isOnDemand(service, context) && !isNeeded(service, context, { catalog })) return []
  return serviceOn(service, providerOf(service, context, catalog.contextTypes), { catalog })
}

const serviceOn = (
  service: Service,
  server: Server | undefined,
  { catalog }: WithCatalog,
): readonly ContextService[] => {
  const name = typeOf(service.name, server)
  const type = catalog.types.find((known) => known.service === service.name && known.name === name)
  return server === undefined || type === undefined ? [] : [{ type, server }]
}

/** The services of all servers. */
const allServices = ({ catalog, ofType }: WithContexts): readonly ContextService[] =>
  catalog.contextTypes
    .filter(({ offersServices }) => offersServices)
    .flatMap(({ name }) => ofType(name) as readonly Server[])
    .flatMap((server) => catalog.services.flatMap((service) => serviceOn(service, server, { catalog })))

/** The services of a context, each with its server. */
export const servicesOf = (context: Context, planning: WithContexts): readonly ContextService[] =>
  typeNamed(planning.catalog.contextTypes, context.type)?.isOnAllServers
    ? allServices(planning)
    : planning.catalog.services.flatMap((service) => serviceOf(service, context, planning))

/** The servers that provide one service for a context. */
export const serversOf = (context: Context, name: string, { catalog }: WithCatalog): readonly Server[] =>
  catalog.services
    .filter((service) => service.name === name)
    .flatMap((service) => serviceOf(service, context, { catalog }))
    .map(({ server }) => server)

/** The server that a context is on, directly or indirectly. */
const serverUnder = (context: Context, { catalog }: WithCatalog): Server | undefined => {
  if (typeNamed(catalog.contextTypes, context.type)?.offersServices) return context as Server
  const parent = parentOf(context, catalog.contextTypes)
  return parent === undefined ? undefined : serverUnder(parent, { catalog })
}

/** The server that has what belongs to a context: its code base, or for a server itself. */
export const placeOf = (context: Context, { catalog }: WithCatalog): Server | undefined => {
  const [server = serverUnder(context, { catalog })] = serversOf(context, codeService, { catalog })
  return server
}

export const applicationOf = (context: Context, { catalog }: WithCatalog): readonly ContextApplication[] => {
  const application = applicationFor(context, { catalog })
  const server = placeOf(context, { catalog })
  return application === undefined || server === undefined ? [] : [{ application, server }]
}
