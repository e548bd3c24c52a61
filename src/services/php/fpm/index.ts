import type { ServiceType } from '../../service.js'
import { verifyClient, withdrawClient } from './client.js'
import { serverNeeds } from './needs.js'
import { openedBy, verifySite, withdrawSite } from './site.js'

/** Pools of the php-fpm that root runs, through the root helper. */
export const serviceType: ServiceType = {
  service: 'php',
  name: 'fpm',
  description: 'pools of the php-fpm of the distribution',
  properties: {},
  needs: { server: serverNeeds },
  opens: { site: openedBy },
  verify: { client: verifyClient, site: verifySite },
  withdraw: { client: withdrawClient, site: withdrawSite },
}
