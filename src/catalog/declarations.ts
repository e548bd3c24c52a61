import { applicationConstraints, applicationProperties } from '../applications/properties.js'
import type { AddedConstraints, Constraints } from '../contexts/constraints.js'
import { type ContextType, commonProperties } from '../contexts/context-type.js'
import type { AddedProperties, Properties } from '../contexts/property.js'
import { choice } from '../contexts/shapes.js'
import { memoize } from '../lib/memoize.js'
import { nullType, typeProperty } from '../services/lookup.js'
import type { Service } from '../services/service.js'
import type { Catalog } from './catalog.js'

/** What a service, a service type or an application declares for contexts of one type. */
export interface Declaration extends Required<Constraints> {
  readonly service?: string
  readonly serviceType?: string
  readonly application?: string
  readonly properties: Properties
}

type Contents = Pick<Declaration, 'properties' | 'rules' | 'claims' | 'fixed'>

interface Added extends AddedConstraints {
  readonly properties?: AddedProperties
}

const ofType = <Value>(added: { readonly [type: string]: Value } | undefined, type: string): Value | undefined =>
  added !== undefined && Object.hasOwn(added, type) ? added[type] : undefined

const contentsFor = ({ name }: ContextType, { properties, rules, claims, fixed }: Added): Contents => ({
  properties: ofType(properties, name) ?? {},
  rules: ofType(rules, name) ?? [],
  claims: ofType(claims, name) ?? [],
  fixed: ofType(fixed, name) ?? {},
})

const propertiesAlone = (properties: Properties): Contents => ({ properties, rules: [], claims: [], fixed: {} })

const own = ({ properties, rules = [], claims = [], fixed = {} }: ContextType): Contents => ({
  properties: { ...properties, ...commonProperties },
  rules,
  claims,
  fixed,
})

const typesOf = ({ types }: Catalog, service: Service) => types.filter((type) => type.service === service.name)

/** The property that chooses the type of a service, for contexts that offer services. */
const chooser = (catalog: Catalog, service: Service): Properties => ({
  [typeProperty(service.name)]: choice([...typesOf(catalog, service).map(({ name }) => name), nullType])({
    description: `implementation of the service ${service.name} (${service.description})`,
    defaultText: `${nullType}: the server does not offer it`,
  }),
})

const byService = (catalog: Catalog, service: Service, contextType: ContextType): readonly Declaration[] => [
  ...(contextType.offersServices ? [propertiesAlone(chooser(catalog, service))] : []),
  { service: service.name, ...contentsFor(contextType, service) },
  ...typesOf(catalog, service).map((type) => ({
    service: service.name,
    serviceType: type.name,
    ...contentsFor(contextType, type),
  })),
]

const byApplications = ({ applications }: Catalog, contextType: ContextType): readonly Declaration[] => [
  contentsFor(contextType, { properties: applicationProperties(applications), ...applicationConstraints }),
  ...applications.map((application) => ({ application: application.name, ...contentsFor(contextType, application) })),
]

const allDeclarations = memoize(
  (catalog: Catalog): ReadonlyMap<string, readonly Declaration[]> =>
    new Map(
      catalog.contextTypes.map((type) => [
        type.name,
        [
          own(type),
          ...catalog.services.flatMap((service) => byService(catalog, service, type)),
          ...byApplications(catalog, type),
        ],
      ]),
    ),
)

/** All declarations for a type of contexts: its own, and those of services, service types and applications. */
export const declarationsFor = (catalog: Catalog, contextType: string): readonly Declaration[] =>
  allDeclarations(catalog).get(contextType) ?? []
