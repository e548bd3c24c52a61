import type { Application } from '../application.js'
import { codeFolder, removeSiteFolder, removeSitesFolder, siteFolder, sitesFolder } from '../layout.js'

const frontPages = ['index.html', 'index.htm']

/**
 * Plain files, served as they are. All sites of a platform show the files in its root; what one of them has for
 * itself is in `sites/<uri>/files`.
 */
export const application: Application = {
  name: 'static',
  description: 'plain files, without PHP',
  precedence: 0,
  detect: (root, look) => (frontPages.some((page) => look.exists(`${root}/${page}`)) ? '' : undefined),
  needs: [],
  platform: sitesFolder,
  site: (site) => [siteFolder(site), codeFolder(site, 'files')],
  install: () => [],
  remove: { platform: removeSitesFolder, site: removeSiteFolder },
  serving: () => ({ scripts: [], denied: [], uploads: ['files'] }),
}
