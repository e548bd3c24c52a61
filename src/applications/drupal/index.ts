import { multisite } from '../multisite.js'
import { detect } from './detect.js'
import { release } from './release.js'

/** Texts that tell which version this is. */
const texts = (folder: string, names: readonly string[]): readonly string[] =>
  names.map((name) => `${folder}${name}.txt`)

const common = ['CHANGELOG', 'COPYRIGHT', 'INSTALL', 'INSTALL.mysql', 'INSTALL.pgsql', 'INSTALL.sqlite', 'LICENSE']

/** Drupal 7 to 11, one code base for many sites. */
export const application = multisite({
  name: 'drupal',
  description: 'Drupal 7 to 11, one code base for many sites',
  precedence: 60,
  label: 'Drupal',
  majors: '7 to 11',
  detect,
  release,
  serving: {
    // Pages ask it to count their readers. The module has to be enabled, or it counts nothing.
    scripts: ['modules/statistics/statistics.php', 'core/modules/statistics/statistics.php'],
    denied: [
      ...texts('', [...common, 'MAINTAINERS', 'README', 'UPGRADE']),
      ...texts('core/', [...common, 'INSTALL.mysql', 'MAINTAINERS', 'UPDATE']),
      'vendor/',
      'scripts/',
      'core/lib/',
      'core/scripts/',
      'core/tests/',
    ],
  },
  ownPaths: ['core', 'modules', 'themes', 'profiles', 'libraries', 'misc', 'includes', 'admin', 'user', 'node'],
})
