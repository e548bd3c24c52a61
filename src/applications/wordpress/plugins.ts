import { posix } from 'node:path'
import type { Planning } from '../../contexts/planning.js'
import { linkPath } from '../../steps/common/make.js'
import type { SymlinkStep } from '../../steps/symlink.js'
import type { SiteOn } from '../layout.js'

const shared = 'wp-content/plugins'

/** The same from `sites/<uri>/content/plugins` of every platform, so that a site keeps its links when it moves. */
const target = (name: string): string => posix.join('../../../..', shared, name)

const link = ({ site, place }: SiteOn, name: string): SymlinkStep =>
  linkPath(place, {
    title: `link the plugin ${name} of the platform into ${site.uri}`,
    path: posix.join(site.site_path, 'content/plugins', name),
    target: target(name),
  })

/**
 * WordPress looks for plugins in one folder only, so each shared one is linked into the site's. A plugin of the same
 * name that the site has for itself stays.
 */
export const sharedPlugins = (on: SiteOn, planning: Planning): readonly SymlinkStep[] => {
  const host = planning.host(on.server)
  return host
    .list(posix.join(on.site.root, shared))
    .filter((name) => name !== 'index.php' && !name.startsWith('.'))
    .map((name) => link(on, name))
    .filter(({ path }) => !host.exists(path))
}
