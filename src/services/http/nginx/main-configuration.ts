import type { Server } from '../../../contexts/types/server.js'
import type { HostReader } from '../../../hosts/reader.js'

const debianFile = '/etc/nginx/nginx.conf'
const debianFolder = '/etc/nginx/conf.d'

/** The main configuration, which the test command names when it is not the usual one. */
const mainFile = ({ http_test_cmd }: Server): string => / -c (\S+)/.exec(http_test_cmd ?? '')?.[1] ?? debianFile

const filesOf = (server: Server, look: HostReader): readonly string[] => {
  const main = mainFile(server)
  if (main !== debianFile) return [main]
  return [main, ...look.list(debianFolder).map((name) => `${debianFolder}/${name}`)].filter(
    (path) => path.endsWith('.conf') && !look.isDirectory(path),
  )
}

/**
 * Whether the administrator has set the size of the table of host names: a second time is an error. The default
 * refuses names of more than 46 characters.
 */
export const setsNameHash = (server: Server, look: HostReader): boolean =>
  filesOf(server, look)
    .filter((path) => !(look.text(path) ?? '').startsWith('# provision: '))
    .some((path) => /^\s*server_names_hash_(?:bucket|max)_size\s/m.test(look.text(path) ?? ''))
