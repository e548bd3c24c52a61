import type { Service } from '../service.js'
import { platformProperties, serverProperties, siteProperties } from './properties.js'

export const service: Service = {
  name: 'http',
  description: 'serves sites: vhosts, aliases, redirection, subdirectories',
  subscription: { type: 'platform', by: 'web_server' },
  properties: { server: serverProperties, platform: platformProperties, site: siteProperties },
  missing: { platform: 'nothing is served for the sites of', site: 'no vhost is written for' },
}
