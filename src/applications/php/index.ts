import { hashSalt, hashSaltProperties } from '../hash-salt.js'
import type { Application } from '../application.js'
import {
  removeSiteFolder,
  removeSitesFolder,
  settingsFile,
  siteFolder,
  sitesFolder,
  writableFolder,
} from '../layout.js'
import { install } from './install.js'
import { platformProperties } from './properties.js'
import { settingsText } from './settings.js'
import { serving } from './serving.js'

/** Any PHP code base: it reads `settings.php` in the folder of the site, whose path is in `PROVISION_SITE_PATH`. */
export const application: Application = {
  name: 'php',
  description: 'any PHP code base with an index.php',
  precedence: 10,
  detect: (root, look) => (look.exists(`${root}/index.php`) ? '' : undefined),
  needs: ['db'],
  properties: { ...hashSaltProperties, platform: platformProperties },
  platform: sitesFolder,
  site: (site) => [
    hashSalt(site),
    siteFolder(site),
    writableFolder(site, 'files'),
    writableFolder(site, 'private'),
    settingsFile(site, 'settings.php', settingsText(site)),
  ],
  install,
  remove: { platform: removeSitesFolder, site: removeSiteFolder },
  serving: () => serving,
}
