import type { ServiceType } from '../service.js'
import { checkFrontPage } from './check.js'
import { serverNeeds } from './needs.js'
import { removePlatform, verifyPlatform } from './platform.js'
import { removeServer, verifyServer } from './server.js'
import { holdSite, verifySite } from './site.js'
import { withdrawSite } from './withdraw.js'
import type { WebServerText } from './web-server-text.js'

type WebPlanners = Pick<ServiceType, 'needs' | 'verify' | 'install' | 'withdraw' | 'hold' | 'reachedAt'>

/** The planners of a type of web server. It provides its own texts; everything else is shared. */
export const planners = (text: WebServerText): WebPlanners => ({
  needs: { server: (server, _, planning) => serverNeeds(server, planning) },
  verify: {
    server: (server, _, planning) => verifyServer(server, text, planning),
    platform: (platform, server, planning) => verifyPlatform(platform, server, text, planning),
    site: (site, server, planning) => verifySite(site, server, text, planning),
  },
  reachedAt: ({ http_port }) => `port ${http_port}`,
  install: { site: (site, server, planning) => checkFrontPage(site, server, text, planning) },
  hold: { site: (site, server, planning) => holdSite(site, server, text, planning) },
  withdraw: {
    server: ({ from, to }, _, planning) => (to === undefined ? removeServer(from, planning) : []),
    platform: ({ from, to }, server, planning) =>
      to === undefined ? removePlatform(from, server, text, planning) : [],
    site: (transition, server, planning) => withdrawSite(transition, server, text, planning),
  },
})
