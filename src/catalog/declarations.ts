import { applicationProperties } from '../applications/properties.js'
import { type ContextType, commonProperties } from '../contexts/context-type.js'
import type { AddedProperties, Properties } from '../contexts/property.js'
import { choice } from '../contexts/shapes.js'
import { nullType, typeProperty } from '../services/lookup.js'
import type { Service } from '../services/service.js'
import type { Catalog } from './catalog.js'

/** What is declared for contexts of one type, and by which service or service type; by neither: for all of them. */
export interface Declaration {
  readonly service?: string
  readonly serviceType?: string
  readonly properties: Properties
}

const ofType = (added: AddedProperties | undefined, { name }: ContextType): Properties =>
  (added as Readonly<Record<string, Properties>> | undefined)?.[name] ?? {}

const typesOf = ({ types }: Catalog, service: Service) => types.filter((type) => type.service === service.name)

/** The property that chooses the type of a service, where contexts offer services. */
const chooser = (catalog: Catalog, service: Service): Properties => ({
  [typeProperty(service.name)]: choice([...typesOf(catalog, service).map(({ name }) => name), nullType])({
    description: `implementation of the service ${service.name} (${service.description})`,
    defaultText: `${nullType}: the server does not offer it`,
  }),
})

const byService = (catalog: Catalog, service: Service, contextType: ContextType): readonly Declaration[] => [
  ...(contextType.offersServices ? [{ properties: chooser(catalog, service) }] : []),
  { service: service.name, properties: ofType(service.properties, contextType) },
  ...typesOf(catalog, service).map(({ name, properties }) => ({
    service: service.name,
    serviceType: name,
    properties: ofType(properties, contextType),
  })),
]

/** What is declared for a type of contexts: by itself, by services and their types, by applications. */
export const declarationsFor = (catalog: Catalog, contextType: ContextType): readonly Declaration[] => [
  { properties: contextType.properties },
  { properties: commonProperties },
  ...catalog.services.flatMap((service) => byService(catalog, service, contextType)),
  { properties: ofType(applicationProperties(catalog.applications), contextType) },
  ...catalog.applications.map(({ properties }) => ({ properties: ofType(properties, contextType) })),
]
