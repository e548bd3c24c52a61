import type { Application } from '../application.js'
import { hashSalt, hashSaltProperties } from '../hash-salt.js'
import { credentialsFile, sharedFiles, sitesFolder, withdrawSiteFolder } from '../layout.js'
import { siteOn } from '../site-on.js'
import { platformTrees } from '../trees.js'
import { detect } from './detect.js'
import { install } from './install.js'
import { sharedPlugins } from './plugins.js'
import { platformProperties, siteProperties } from './properties.js'
import { rootSettings, withdrawPlatform } from './root.js'
import { proof } from './proof.js'
import { serving } from './serving.js'
import { siteFolders, siteSettings, siteTrees, writtenByPhp } from './site.js'

/** WordPress, one code base for many sites. Files of one site are in `sites/<uri>`. */
export const application: Application = {
  name: 'wordpress',
  description: 'WordPress, one code base for many sites',
  precedence: 50,
  detect,
  needs: ['db'],
  uses: () => ['language', 'profile'],
  properties: {
    ...hashSaltProperties,
    platform: platformProperties,
    site: { ...hashSaltProperties.site, ...siteProperties },
  },
  verify: {
    platform: (platform, server, planning) => [
      ...sitesFolder(platform, server, planning),
      rootSettings(platform, server, planning),
    ],
    site: (site, server, planning) => {
      const on = siteOn(site, server, planning)
      return [
        hashSalt(site, planning),
        ...siteFolders(on, planning),
        ...sharedPlugins(on, planning),
        ...sharedFiles(on, writtenByPhp(site)),
        ...credentialsFile(on),
        siteSettings(on),
      ]
    },
  },
  permissions: {
    platform: platformTrees,
    site: (site, server, planning) => siteTrees(siteOn(site, server, planning), planning),
  },
  install,
  withdraw: { platform: withdrawPlatform, site: withdrawSiteFolder },
  serving,
  proof,
  ownPaths: ['wp-admin', 'wp-content', 'wp-includes', 'wp-json', 'wp-login', 'wp-cron', 'feed'],
}
