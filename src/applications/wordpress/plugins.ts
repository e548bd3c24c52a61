import { posix } from 'node:path'
import type { Site } from '../../contexts/types/site.js'
import { type HostReader, thisMachine } from '../../hosts/reader.js'
import type { SymlinkStep } from '../../steps/symlink.js'

const shared = 'wp-content/plugins'

/** The same from `sites/<uri>/content/plugins` of every platform, so that a site keeps its links when it moves. */
const target = (name: string): string => posix.join('../../../..', shared, name)

const link = (site: Site, name: string): SymlinkStep => ({
  kind: 'symlink',
  host: thisMachine,
  stage: 'directory',
  context: site.name,
  title: `give ${site.uri} the plugin ${name} of its platform`,
  path: posix.join(site.site_path, 'content/plugins', name),
  target: target(name),
})

/**
 * WordPress looks for plugins in one folder only, so each shared one is linked into the site's. A plugin of the same
 * name that the site has for itself stays.
 */
export const sharedPlugins = (site: Site, look: HostReader): readonly SymlinkStep[] =>
  look
    .list(posix.join(site.root, shared))
    .filter((name) => name !== 'index.php' && !name.startsWith('.'))
    .map((name) => link(site, name))
    .filter(({ path }) => !look.exists(path))
