import type { WebServer } from '../view/server.js'

const debianFile = '/etc/nginx/nginx.conf'
const debianFolder = '/etc/nginx/conf.d'

/** The main configuration, which the test command names when it is not Debian's. */
const mainFile = ({ testCommand = '' }: WebServer): string => / -c (\S+)/.exec(testCommand)?.[1] ?? debianFile

const filesOf = (server: WebServer): readonly string[] => {
  const { host } = server
  const main = mainFile(server)
  if (main !== debianFile) return [main]
  return [main, ...host.list(debianFolder).map((name) => `${debianFolder}/${name}`)].filter(
    (path) => path.endsWith('.conf') && !host.isDirectory(path),
  )
}

/**
 * Whether the administrator has set the size of the table of host names: a second time is an error. The default
 * refuses names of more than 46 characters.
 */
export const setsNameHash = (server: WebServer): boolean =>
  filesOf(server)
    .map((path) => server.host.text(path) ?? '')
    .filter((text) => !text.startsWith('# provision: '))
    .some((text) => /^\s*server_names_hash_(?:bucket|max)_size\s/m.test(text))
