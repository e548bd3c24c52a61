import { readOr } from '../hosts/snapshot-reader.js'
import { applicationNameOf } from '../applications/lookup.js'
import { typeNamed } from '../contexts/context-type.js'
import type { Contexts } from '../contexts/contexts.js'
import type { ContextRecord } from '../contexts/record.js'
import { nullType, providerOf, typeOf, typeProperty } from '../services/lookup.js'
import type { Catalog } from './catalog.js'
import type { Declaration } from './declarations.js'

/** The type of a service that a record has chosen itself. */
export const chosenType = ({ properties }: ContextRecord, service: string): string =>
  String(properties[typeProperty(service)] ?? nullType)

/** The service types and the application of a context. The null type, or none, if they cannot be determined. */
export class Choices {
  constructor(
    private readonly catalog: Catalog,
    private readonly contexts: Contexts,
  ) {}

  /** Whether a declaration applies to a context. */
  appliesTo({ service, serviceType, application }: Declaration, record: ContextRecord): boolean {
    if (application !== undefined) return this.applicationOf(record) === application
    if (service === undefined) return true
    if (this.#offersServices(record)) return isChosen(chosenType(record, service), serviceType)
    return serviceType === undefined || this.#serviceType(record, service) === serviceType
  }

  #offersServices({ context_type }: ContextRecord): boolean {
    return typeNamed(this.catalog.contextTypes, context_type)?.offersServices === true
  }

  #serviceType(record: ContextRecord, name: string): string {
    const service = this.catalog.services.find((known) => known.name === name)
    if (service === undefined) return nullType
    const provider = () => providerOf(service, this.contexts.of(record), this.catalog.contextTypes)
    return readOr(
      () => typeOf(name, provider()),
      () => nullType,
    )
  }

  /** The name of the application of a context. Undefined if it is on no platform, or cannot be detected. */
  applicationOf(record: ContextRecord): string | undefined {
    return readOr(
      () => applicationNameOf(this.contexts.of(record), this.catalog.contextTypes),
      () => undefined,
    )
  }
}

/** Whether a service is offered, and is of the given type if one is given. */
export const isChosen = (chosen: string, serviceType: string | undefined): boolean =>
  chosen !== nullType && (serviceType === undefined || serviceType === chosen)
