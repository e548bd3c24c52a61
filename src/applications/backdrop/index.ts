import { multisite } from '../multisite.js'
import { detect } from './detect.js'
import { release } from './release.js'

/** Backdrop, one code base for many sites. Its configuration is in files, in the private folder of each site. */
export const application = multisite({
  name: 'backdrop',
  description: 'Backdrop, one code base for many sites',
  precedence: 60,
  label: 'Backdrop',
  majors: '1',
  detect,
  release,
  serving: {
    // Without Provision, files and configuration of the only site are in the root.
    denied: ['LICENSE.txt', 'files/', 'core/scripts/'],
  },
  ownPaths: ['core', 'modules', 'themes', 'layouts', 'profiles', 'libraries', 'files', 'admin', 'user', 'node'],
})
