import type { Application } from '../application.js'
import { codeAccess, codeFolder, siteFolder, sitesFolder, withdrawSiteFolder, withdrawSitesFolder } from '../layout.js'
import { siteOn } from '../site-on.js'
import { codeTree, platformTrees } from '../trees.js'

const frontPages = ['index.html', 'index.htm']

/**
 * Plain files, served unchanged. All sites of a platform show the files in its root. Files of one site are in
 * `sites/<uri>/files`.
 */
export const application: Application = {
  name: 'static',
  description: 'plain files, without PHP',
  precedence: 0,
  detect: (root, host) => (frontPages.some((page) => host.exists(`${root}/${page}`)) ? '' : undefined),
  needs: [],
  verify: {
    platform: sitesFolder,
    site: (site, server, planning) => {
      const on = siteOn(site, server, planning)
      return [siteFolder(on), codeFolder(on, 'files'), ...codeAccess(on, ['files'], false)]
    },
  },
  permissions: {
    platform: platformTrees,
    site: (site, server, planning) => [codeTree(siteOn(site, server, planning), 'files')],
  },
  install: () => [],
  withdraw: { platform: withdrawSitesFolder, site: withdrawSiteFolder },
  serving: ({ static_types }) => ({
    scripts: [],
    denied: [],
    types: static_types,
    downloads: true,
    uploads: ['files'],
  }),
}
