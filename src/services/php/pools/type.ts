import type { ServiceType } from '../../service.js'
import { verifyClient, withdrawClient } from './client.js'
import { serverNeeds } from './needs.js'
import type { PoolForm } from './form.js'
import { openedBy, verifySite, withdrawSite } from './site.js'

/** A type of the service that makes pools through the root helper. */
export const poolType = (
  form: PoolForm,
  { name, description }: Pick<ServiceType, 'name' | 'description'>,
): ServiceType => ({
  service: 'php',
  name,
  description,
  properties: {},
  needs: { server: serverNeeds(form) },
  opens: { site: openedBy },
  verify: { client: verifyClient, site: verifySite(form) },
  withdraw: { client: withdrawClient, site: withdrawSite },
})
