import type { Service } from '../service.js'
import { publicHostIsOwn } from '../../contexts/public-address.js'
import { hostNames } from './host-names.js'
import { findOrphans } from './orphans.js'
import { platformProperties, serverProperties, siteProperties } from './properties.js'

export const service: Service = {
  name: 'http',
  description: 'serves sites: vhosts, aliases, redirection, subdirectories',
  subscription: { type: 'platform', by: 'web_server' },
  properties: { server: serverProperties, platform: platformProperties, site: siteProperties },
  rules: { site: [publicHostIsOwn] },
  claims: { site: [hostNames] },
  fixed: {
    server: { http_service_type: 'save another server, and use that' },
    platform: { web_server: 'save another platform, and use that' },
  },
  orphans: findOrphans,
  missing: { platform: 'no web server serves the sites of', site: 'no vhost is written for' },
}
