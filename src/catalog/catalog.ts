import type { Application } from '../applications/application.js'
import type { ContextType } from '../contexts/context-type.js'
import type { Service, ServiceType } from '../services/service.js'

/** Everything that Provision supports, as declared in files and folders. */
export interface Catalog {
  readonly contextTypes: readonly ContextType[]
  readonly services: readonly Service[]
  /** Types of all services. */
  readonly types: readonly ServiceType[]
  readonly applications: readonly Application[]
}
