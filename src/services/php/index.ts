import type { Service } from '../service.js'
import { platformProperties, serverProperties, siteProperties } from './properties.js'

export const service: Service = {
  name: 'php',
  description: 'PHP of sites, as users of their own',
  subscription: { type: 'platform', by: 'php_server' },
  properties: { server: serverProperties, platform: platformProperties, site: siteProperties },
}
