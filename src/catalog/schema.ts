import { type ContextType, typeNamed } from '../contexts/context-type.js'
import type { Properties } from '../contexts/property.js'
import type { ContextRecord } from '../contexts/record.js'
import { type Schema, inTypeOrder, typeNames } from '../contexts/schema.js'
import type { Complaint } from '../errors.js'
import { memoize } from '../lib/memoize.js'
import type { DeclaredProperty } from '../contexts/property.js'
import { typeProperty } from '../services/lookup.js'
import type { Catalog } from './catalog.js'
import { chosenType, isChosen } from './choices.js'
import { type Declaration, declarationsFor } from './declarations.js'

const merged = (declarations: readonly Declaration[]): Properties =>
  Object.assign({}, ...declarations.map(({ properties }) => properties)) as Properties

export const schemaOf = memoize(
  (catalog: Catalog): Schema =>
    inTypeOrder(
      Object.fromEntries(catalog.contextTypes.map((type) => [type.name, merged(declarationsFor(catalog, type.name))])),
    ),
)

/** Whether a context may have the properties. A context that offers services has only those of its chosen types. */
const mayHave = (
  record: ContextRecord,
  { service, serviceType }: Declaration,
  { offersServices }: ContextType,
): boolean => !offersServices || service === undefined || isChosen(chosenType(record, service), serviceType)

const misplacedIn = (
  record: ContextRecord,
  { service, serviceType, properties }: Declaration,
  given: readonly string[],
): readonly Complaint[] =>
  given
    .filter((key) => properties[key]?.source === 'given')
    .map((key) => ({
      path: `${record.name}/${key}`,
      message:
        serviceType === undefined
          ? `the server does not offer the service ${service}`
          : `belongs to the service type ${service}/${serviceType}`,
      fix: `choose the service type too: --${typeProperty(service ?? '')}=${serviceType ?? '…'}`,
    }))

/**
 * The properties that a context may have, and complaints about given ones that belong to a service it does not offer.
 */
interface Applicable {
  readonly properties: Properties
  readonly misplaced: readonly Complaint[]
}

export const applicableProperties = (catalog: Catalog, record: ContextRecord, given: readonly string[]): Applicable => {
  const type = typeNamed(catalog.contextTypes, record.context_type)
  if (type === undefined) return { properties: {}, misplaced: [] }
  const declarations = declarationsFor(catalog, type.name)
  const chosen = declarations.filter((declaration) => mayHave(record, declaration, type))
  const properties = merged(chosen)
  const others = given.filter((key) => !Object.hasOwn(properties, key))
  const misplaced = declarations
    .filter((declaration) => !chosen.includes(declaration))
    .flatMap((declaration) => misplacedIn(record, declaration, others))
  return { properties, misplaced }
}

const declaredFor = (catalog: Catalog, contextType: string): readonly DeclaredProperty[] =>
  declarationsFor(catalog, contextType).flatMap(({ service, serviceType, properties }) =>
    Object.entries(properties).map(([name, property]) => ({
      name,
      contextType: contextType as DeclaredProperty['contextType'],
      property,
      ...(service === undefined ? {} : { service }),
      ...(serviceType === undefined ? {} : { serviceType }),
    })),
  )

/** Every property, with the service or type that declares it. */
export const declaredProperties = (catalog: Catalog): readonly DeclaredProperty[] =>
  typeNames(schemaOf(catalog)).flatMap((type) => declaredFor(catalog, type))
