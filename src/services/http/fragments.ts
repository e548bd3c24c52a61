import { hasSecret } from '../../contexts/secret.js'
import { ProvisionError } from '../../errors.js'
import type { Server } from '../../contexts/types/server.js'
import type { HostReader } from '../../hosts/reader.js'
import { memoize } from '../../lib/memoize.js'
import { serverPaths } from './paths.js'

const isFile = (path: string, look: HostReader): boolean => !look.isDirectory(path)

const snapshot = (path: string, look: HostReader): string => {
  const text = look.text(path) ?? ''
  if (hasSecret(text))
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path} has a control character`, { fix: 'take it out' })
  return `# from ${path}\n${text.trimEnd()}\n\n# end of ${path}\n`
}

/**
 * The administrator's own directives, `*.conf` of a folder in the order of their names. They are copied, not included:
 * what the web server reads next time is what was tested, however the files have changed since.
 */
export const fragments = (folder: string, look: HostReader): string =>
  (look.exists(folder) ? look.list(folder) : [])
    .filter((name) => name.endsWith('.conf') && /^[\w.@+-]+$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => isFile(path, look))
    .map((path) => snapshot(path, look))
    .join('')

/** What is in the two folders, read once for all sites: few have directives of their own. */
const listed = memoize((server: Server, look: HostReader) => {
  const { pre, post } = serverPaths(server)
  return { pre: new Set(look.list(pre)), post: new Set(look.list(post)) }
})

/** The directives for one site: `pre.d/URI` and `post.d/URI`. */
export const siteFragments = (
  server: Server,
  uri: string,
  look: HostReader,
): { readonly pre: string; readonly post: string } => {
  const { pre, post } = serverPaths(server)
  const found = listed(server, look)
  return {
    pre: found.pre.has(uri) ? fragments(`${pre}/${uri}`, look) : '',
    post: found.post.has(uri) ? fragments(`${post}/${uri}`, look) : '',
  }
}
