import { secretsFor } from '../../../contexts/credentials.js'
import type { Json } from '../../../contexts/property.js'
import type { Site } from '../../../contexts/types/site.js'
import type { ServiceType } from '../../service.js'
import { databaseNames } from '../names.js'
import { findOrphans } from './orphans.js'
import { nameBeside } from './renewed.js'
import { emptyDatabase } from './steps.js'
import { verifyServer, verifySite } from './verify.js'
import { withdrawSite } from './withdraw.js'

/** The values that a task records for a site. Its names stay, even if its uri changes. */
export const record = (site: Site): Readonly<Record<string, Json>> => {
  const secrets_for = secretsFor(site)
  return { ...databaseNames(site), ...(secrets_for === undefined ? {} : { secrets_for }) }
}

export const serviceType: ServiceType = {
  service: 'db',
  name: 'mysql',
  description: 'MariaDB from 10.6, MySQL from 8.0',
  properties: {},
  // `verifyServer` asks the database server itself.
  needs: { server: () => [] },
  verify: { server: verifyServer, site: verifySite },
  install: { site: (site, server) => [emptyDatabase(site, server)] },
  withdraw: { site: withdrawSite },
  recorded: { site: record },
  renewed: { site: nameBeside },
  orphans: findOrphans,
  reachedAt: ({ db_socket, remote_host, db_port }) => db_socket ?? `${remote_host}:${db_port}`,
}
