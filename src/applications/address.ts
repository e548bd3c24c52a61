import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'

/** The canonical host name: the target of the redirection, else the uri. */
const canonicalHost = ({ uri, redirection }: Site): string => (typeof redirection === 'string' ? redirection : uri)

/** The URL of a site at one of its addresses (`host` or `host/subdirectory`), without a slash at the end. */
export const siteUrl = (site: Site, { http_port }: Server, address = canonicalHost(site)): string => {
  const [host, ...subdirectory] = address.split('/')
  return [`http://${host}${http_port === 80 ? '' : `:${http_port}`}`, ...subdirectory].join('/')
}

/** The aliases that are a subdirectory of a host. */
export const subdirectoryAliases = ({ aliases }: Site): readonly string[] =>
  aliases.filter((alias) => alias.includes('/'))
