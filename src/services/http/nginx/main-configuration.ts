import type { WebServer } from '../view/server.js'

const debianFile = '/etc/nginx/nginx.conf'
const debianFolder = '/etc/nginx/conf.d'

/** The main configuration. If it is not Debian's, the test command names it. */
const mainFile = ({ testCommand = '' }: WebServer): string => / -c (\S+)/.exec(testCommand)?.[1] ?? debianFile

/** The main configuration, and what Debian includes from there. */
export const mainFiles = (server: WebServer): readonly string[] => {
  const { host } = server
  const main = mainFile(server)
  if (main !== debianFile) return [main]
  return [main, ...host.list(debianFolder).map((name) => `${debianFolder}/${name}`)].filter(
    (path) => path.endsWith('.conf') && !host.isDirectory(path),
  )
}

/**
 * Whether the administrator has set the size of the hash table for host names. Setting it twice is an error. The
 * default refuses names with more than 46 characters.
 */
export const setsNameHash = (server: WebServer): boolean =>
  mainFiles(server)
    .map((path) => server.host.text(path) ?? '')
    .filter((text) => !text.startsWith('# provision: '))
    .some((text) => /^\s*server_names_hash_(?:bucket|max)_size\s/m.test(text))
