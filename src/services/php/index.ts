import type { Service } from '../service.js'
import { sharedPoolWarnings } from './shared-pool.js'
import { platformProperties, serverProperties, siteProperties } from './properties.js'

export const service: Service = {
  name: 'php',
  description: 'PHP of sites, as users of their own',
  subscription: { type: 'platform', by: 'php_server' },
  warnings: { site: sharedPoolWarnings },
  properties: { server: serverProperties, platform: platformProperties, site: siteProperties },
}
