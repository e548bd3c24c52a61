import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { DatabaseServerStep } from '../../../steps/database-server.js'
import type { Step } from '../../../steps/common/step.js'
import { thisMachine } from '../../../hosts/reader.js'
import { webServerHosts } from '../address.js'
import { formerDatabases } from './former.js'
import { accountStep, databaseStep, grantStep, passwordStep, withdrawnAccount } from './steps.js'

export const verifySite = (site: Site, server: Server, planning: Planning): readonly Step[] => {
  const hosts = webServerHosts(site, server, planning)
  return [
    passwordStep(site, planning),
    accountStep(site, server, hosts),
    databaseStep(site, server),
    grantStep(site, server, { hosts, keeps: formerDatabases(site, server, planning) }),
    // Last, so that a site that moves to another web server stays reachable until it answers there.
    withdrawnAccount(site, server, hosts),
  ]
}

export const verifyServer = (server: Server): readonly DatabaseServerStep[] => [
  {
    kind: 'database-server',
    stage: 'account',
    host: thisMachine,
    context: server.name,
    title: `check that ${server.name} can create databases and accounts`,
    server: server.name,
  },
]
