import type { Application } from '../applications/application.js'
import type { ContextType } from '../contexts/context-type.js'
import type { Service, ServiceType } from '../services/service.js'

/** All that can be provisioned with, as its files and folders declare it. */
export interface Catalog {
  readonly contextTypes: readonly ContextType[]
  readonly services: readonly Service[]
  /** Of services. */
  readonly types: readonly ServiceType[]
  readonly applications: readonly Application[]
}
