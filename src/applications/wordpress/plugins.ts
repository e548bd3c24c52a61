import { posix } from 'node:path'
import type { Planning } from '../../contexts/planning.js'
import { linkPath } from '../../steps/common/make.js'
import type { SymlinkStep } from '../../steps/symlink.js'
import type { SiteOn } from '../site-on.js'

const shared = 'wp-content/plugins'

/**
 * The same relative path from `sites/<uri>/content/plugins` on every platform, so that links still work after a site
 * moves.
 */
const target = (name: string): string => posix.join('../../../..', shared, name)

const link = ({ site, place }: SiteOn, name: string): SymlinkStep =>
  linkPath(place, {
    title: `link the plugin ${name} of the platform into ${site.uri}`,
    path: posix.join(site.site_path, 'content/plugins', name),
    target: target(name),
  })

/**
 * Links each shared plugin into the site's folder, because WordPress reads plugins from one folder only. A plugin of
 * the site with the same name stays.
 */
export const sharedPlugins = (on: SiteOn, planning: Planning): readonly SymlinkStep[] => {
  const host = planning.host(on.server)
  return host
    .list(posix.join(on.site.root, shared))
    .filter((name) => name !== 'index.php' && !name.startsWith('.'))
    .map((name) => link(on, name))
    .filter(({ path }) => !host.exists(path))
}
