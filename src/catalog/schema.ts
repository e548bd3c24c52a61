import type { DeclaredProperty } from '../provision/api.js'
import type { Application } from '../applications/application.js'
import { applicationProperties } from '../applications/properties.js'
import type { AddedProperties, Properties } from '../contexts/property.js'
import type { Schema } from '../contexts/contexts.js'
import { platformDerived, platformProperties } from '../contexts/types/platform.js'
import { serverDerived, serverProperties } from '../contexts/types/server.js'
import { choice } from '../contexts/shapes.js'
import { siteDerived, siteProperties } from '../contexts/types/site.js'
import { type ContextTypeName, contextTypeNames } from '../contexts/context.js'
import type { ContextRecord } from '../contexts/record.js'
import type { Complaint } from '../errors.js'
import { nullType, typeProperty } from '../services/lookup.js'
import type { Service, ServiceType } from '../services/service.js'

/** All that can be provisioned with: the services, their types and the applications, as their folders declare them. */
export interface Catalog {
  readonly services: readonly Service[]
  readonly types: readonly ServiceType[]
  readonly applications: readonly Application[]
}

/** Properties, and the service type that a server must have chosen for them; without one they are always there. */
export interface PropertyGroup {
  readonly service?: string
  readonly type?: string
  readonly properties: Properties
}

const core: { readonly [Type in ContextTypeName]: Properties } = {
  server: { ...serverProperties, ...serverDerived },
  platform: { ...platformProperties, ...platformDerived },
  site: { ...siteProperties, ...siteDerived },
}

const chooser = ({ types }: Catalog, { name, description }: Service): Properties => ({
  [typeProperty(name)]: choice([...types.filter(({ service }) => service === name).map((type) => type.name), nullType])(
    {
      description: `implementation of the service ${name} (${description})`,
      defaultText: `${nullType}: the server does not offer it`,
    },
  ),
})

const added = (properties: AddedProperties | undefined, type: ContextTypeName): Properties => properties?.[type] ?? {}

/** The properties of a type of context, by who declares them. */
export const propertyGroups = (catalog: Catalog, type: ContextTypeName): readonly PropertyGroup[] => [
  { properties: core[type] },
  ...catalog.services.flatMap((service): PropertyGroup[] => [
    ...(type === 'server' ? [{ properties: chooser(catalog, service) }] : []),
    { service: service.name, properties: added(service.properties, type) },
    ...catalog.types
      .filter((known) => known.service === service.name)
      .map((known) => ({ service: service.name, type: known.name, properties: added(known.properties, type) })),
  ]),
  ...(type === 'platform' ? [{ properties: applicationProperties(catalog.applications) }] : []),
  ...catalog.applications.map(({ properties }) => ({ properties: added(properties, type) })),
]

const merged = (catalog: Catalog, type: ContextTypeName): Properties =>
  Object.assign({}, ...propertyGroups(catalog, type).map(({ properties }) => properties)) as Properties

export const schemaOf = (catalog: Catalog): Schema => ({
  server: merged(catalog, 'server'),
  platform: merged(catalog, 'platform'),
  site: merged(catalog, 'site'),
})

const chosenType = (record: ContextRecord, service: string): string =>
  String(record.properties[typeProperty(service)] ?? nullType)

const isChosen = (record: ContextRecord, { service, type }: PropertyGroup): boolean => {
  if (record.context_type !== 'server' || service === undefined) return true
  const chosen = chosenType(record, service)
  return chosen !== nullType && (type === undefined || type === chosen)
}

const misplacedIn = (
  record: ContextRecord,
  { service, type, properties }: PropertyGroup,
  given: readonly string[],
): readonly Complaint[] =>
  given
    .filter((key) => properties[key]?.source === 'given')
    .map((key) => ({
      path: `${record.name}/${key}`,
      message:
        type === undefined
          ? `the server does not offer the service ${service}`
          : `belongs to the service type ${service}/${type}`,
      fix: `choose the service type too: --${typeProperty(service ?? '')}=${type ?? '…'}`,
    }))

/**
 * The properties that a context may have, by the service types that it has chosen, and a complaint for each given one
 * that belongs to a service that the server does not offer.
 */
export const applicableProperties = (
  catalog: Catalog,
  record: ContextRecord,
  given: readonly string[],
): { readonly properties: Properties; readonly misplaced: readonly Complaint[] } => {
  const groups = propertyGroups(catalog, record.context_type)
  const chosen = groups.filter((group) => isChosen(record, group))
  const properties = Object.assign({}, ...chosen.map((group) => group.properties)) as Properties
  const misplaced = groups
    .filter((group) => !chosen.includes(group))
    .flatMap((group) =>
      misplacedIn(
        record,
        group,
        given.filter((key) => !Object.hasOwn(properties, key)),
      ),
    )
  return { properties, misplaced }
}

/** Every property that there is, with who declares it. */
export const declaredProperties = (catalog: Catalog): readonly DeclaredProperty[] =>
  contextTypeNames.flatMap((contextType) =>
    propertyGroups(catalog, contextType).flatMap(({ service, type, properties }) =>
      Object.entries(properties).map(([name, property]) => ({
        name,
        contextType,
        property,
        ...(service === undefined ? {} : { service }),
        ...(type === undefined ? {} : { serviceType: type }),
      })),
    ),
  )
