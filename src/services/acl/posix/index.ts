import type { ServiceType } from '../../service.js'
import { openedBy, verifyClient, verifyServer, verifySite, withdrawClient, withdrawSite } from './client-tree.js'
import { platformReaders, siteReaders } from './context-files.js'
import { groupSteps, missingWarnings } from './missing-groups.js'
import { serverWarnings } from './limits.js'
import { orphans } from './orphans.js'

/** POSIX ACLs. Applications give each folder its own; here is what is around them. */
export const serviceType: ServiceType = {
  service: 'acl',
  name: 'posix',
  description: 'POSIX ACLs, which ext4, xfs and btrfs have',
  properties: {},
  needs: {
    server: (_, server, planning) =>
      ['getfacl', 'setfacl'].map((name) => ({
        what: `the program ${name}`,
        host: planning.host(server).host,
        need: { need: 'program', name },
        fix: 'install it; in Debian: apt install acl',
      })),
  },
  opens: { site: openedBy },
  verify: {
    server: verifyServer,
    client: verifyClient,
    platform: platformReaders,
    site: (site, server, planning) => [
      ...groupSteps(site, server, planning),
      ...verifySite(site, server, planning),
      ...siteReaders(site, server, planning),
    ],
  },
  withdraw: { client: withdrawClient, site: withdrawSite },
  warnings: { server: serverWarnings, site: missingWarnings },
  orphans,
}
