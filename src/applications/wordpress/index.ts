import type { Application } from '../application.js'
import { hashSalt, hashSaltProperties } from '../hash-salt.js'
import { removeSiteFolder, sitesFolder } from '../layout.js'
import { detect } from './detect.js'
import { install } from './install.js'
import { removePlatform, rootSettings } from './root.js'
import { serving } from './serving.js'
import { siteFolders, siteSettings } from './site.js'
import { sharedPlugins } from './plugins.js'

/** WordPress, one code base for many sites: what belongs to one of them alone is in `sites/<uri>`. */
export const application: Application = {
  name: 'wordpress',
  description: 'WordPress, one code base for many sites',
  precedence: 50,
  detect,
  needs: ['db'],
  properties: hashSaltProperties,
  platform: (platform, look) => [...sitesFolder(platform, look), rootSettings(platform, look)],
  site: (site, look) => [hashSalt(site), ...siteFolders(site), ...sharedPlugins(site, look), siteSettings(site)],
  install,
  remove: { platform: removePlatform, site: removeSiteFolder },
  serving: () => serving,
}
