import type { ServiceType } from '../service.js'
import { checkFrontPage } from './check.js'
import { removePlatform, verifyPlatform } from './platform.js'
import { removeServer, verifyServer } from './server.js'
import { removeSite, verifySite } from './site.js'
import type { WebServerText } from './web-server-text.js'

/** The planners of a type of web server: what it writes is its own, the rest is the same for all. */
export const planners = (text: WebServerText): Pick<ServiceType, 'verify' | 'install' | 'remove'> => ({
  verify: {
    server: (server, look) => verifyServer(server, text, look),
    platform: (platform, look) => verifyPlatform(platform, text, look),
    site: (site, look) => verifySite(site, text, look),
  },
  install: { site: checkFrontPage },
  remove: {
    server: removeServer,
    platform: (platform, look) => removePlatform(platform, text, look),
    site: (site, look) => removeSite(site, text, look),
  },
})
