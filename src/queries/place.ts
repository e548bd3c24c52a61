import type { Catalog } from '../catalog/catalog.js'
import { type ContextType, typeNamed } from '../contexts/context-type.js'
import type { ContextRecord } from '../contexts/record.js'
import { givenOrDefault } from '../contexts/references.js'
import { propertiesOf } from '../contexts/schema.js'
import { memoize } from '../lib/memoize.js'
import type { TaskPlanning } from '../planning/planning.js'

/** The property with the place of a context. For a type on servers, the server that serves it, otherwise its parent. */
const placeProperty = ({ contextTypes, services }: Catalog, type: ContextType): string | undefined => {
  const { name, parent = '', properties } = type
  const isOnServer = typeNamed(contextTypes, properties[parent]?.reference ?? '')?.offersServices
  const serving = services.find(({ subscription }) => subscription?.type === name)?.subscription
  return isOnServer ? (serving?.by ?? parent) : type.parent
}

const placeProperties = memoize(
  (catalog: Catalog): ReadonlyMap<string, string | undefined> =>
    new Map(catalog.contextTypes.map((type) => [type.name, placeProperty(catalog, type)])),
)

/** The name of the context that a context is on: the platform of a site, the web server of a platform. */
export const placeOf = (record: ContextRecord, { catalog, contexts }: TaskPlanning): string | undefined => {
  const { context_type, properties } = record
  const key = placeProperties(catalog).get(context_type) ?? ''
  const property = propertiesOf(contexts.schema, context_type)[key]
  return property === undefined ? undefined : (givenOrDefault(properties, key, property) as string | undefined)
}
