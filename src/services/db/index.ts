import type { Service } from '../service.js'
import { serverProperties, siteProperties } from './properties.js'

export const service: Service = {
  name: 'db',
  description: 'databases of sites, each with its own account',
  onDemand: true,
  subscription: { type: 'site', by: 'db_server' },
  properties: { server: serverProperties, site: siteProperties },
  fixed: {
    server: { db_service_type: 'save another server, and use that' },
    site: { db_server: 'save another site; or delete this one and save it again' },
  },
}
