import type { Service } from '../service.js'
import { serverProperties, siteProperties } from './properties.js'
import { keepsAcls } from './rules.js'

export const service: Service = {
  name: 'acl',
  description: 'access of people to the files of sites, by UNIX groups',
  subscription: { type: 'platform', by: 'web_server' },
  properties: { server: serverProperties, site: siteProperties },
  rules: { server: [keepsAcls] },
}
