import type { Application } from '../application.js'
import { hashSalt, hashSaltProperties } from '../hash-salt.js'
import {
  credentialsFile,
  settingsFile,
  sharedFiles,
  siteFolder,
  sitesFolder,
  withdrawSiteFolder,
  withdrawSitesFolder,
  writableFolder,
} from '../layout.js'
import { siteOn } from '../site-on.js'
import { platformTrees, writableTree } from '../trees.js'
import { install } from './install.js'
import { platformProperties } from './properties.js'
import { serving } from './serving.js'
import { settingsText } from './settings.js'

/**
 * Any PHP code base. It reads `settings.php` in the folder of the site. `PROVISION_SITE_PATH` has the path of that
 * folder.
 */
export const application: Application = {
  name: 'php',
  description: 'any PHP code base with an index.php',
  precedence: 10,
  detect: (root, host) => (host.exists(`${root}/index.php`) ? '' : undefined),
  needs: ['db'],
  uses: ({ install_cmd }) => (install_cmd ? ['language', 'profile'] : []),
  properties: { ...hashSaltProperties, platform: platformProperties },
  verify: {
    platform: sitesFolder,
    site: (site, server, planning) => {
      const on = siteOn(site, server, planning)
      return [
        hashSalt(site, planning),
        siteFolder(on),
        writableFolder(on, 'files'),
        writableFolder(on, 'private', '---'),
        ...sharedFiles(on, ['files', 'private']),
        ...credentialsFile(on),
        settingsFile(on, 'settings.php', settingsText(site)),
      ]
    },
  },
  permissions: {
    platform: platformTrees,
    site: (site, server, planning) => {
      const on = siteOn(site, server, planning)
      return [writableTree(on, 'files'), writableTree(on, 'private', '---')]
    },
  },
  install,
  withdraw: { platform: withdrawSitesFolder, site: withdrawSiteFolder },
  serving,
}
