import { applications } from '../../src/applications/applications.generated.js'
import type { Catalog } from '../../src/catalog/catalog.js'
import { contextTypes } from '../../src/contexts/types/types.generated.js'
import { serviceTypes, services } from '../../src/services/services.generated.js'

/** What the program has. */
export const wholeCatalog: Catalog = {
  contextTypes: Object.values(contextTypes),
  services: Object.values(services),
  types: Object.values(serviceTypes),
  applications,
}

/** The types of contexts alone. */
export const bareCatalog: Catalog = { ...wholeCatalog, services: [], types: [], applications: [] }
