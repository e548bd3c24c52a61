import { passOnNotReadYet } from '../hosts/snapshot-reader.js'
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

const unlessUnknown = <Value>(read: () => Value, otherwise: Value): Value => {
  try {
    return read()
  } catch (error) {
    passOnNotReadYet(error)
    return otherwise
  }
}

/** Which service types and which application a context has: the null type, and none, where that cannot be told. */
export class Choices {
  constructor(
    private readonly catalog: Catalog,
    private readonly contexts: Contexts,
  ) {}

  /** Whether what is declared holds for a context. */
  holds({ service, serviceType, application }: Declaration, record: ContextRecord): boolean {
    if (application !== undefined) return this.#application(record) === application
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
    return unlessUnknown(() => typeOf(name, provider()), nullType)
  }

  #application(record: ContextRecord): string | undefined {
    return unlessUnknown(() => applicationNameOf(this.contexts.of(record), this.catalog.contextTypes), undefined)
  }
}

/** Whether a service is offered, and as the given type where one is given. */
export const isChosen = (chosen: string, serviceType: string | undefined): boolean =>
  chosen !== nullType && (serviceType === undefined || serviceType === chosen)
