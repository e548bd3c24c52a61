import { pathsIn, readableText } from '../error-logs.js'
import { type WebServer, serverFragments } from '../view/server.js'

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

/** Which of some directives the administrator has set for all servers. Setting one twice is an error. */
const setsDirective = (server: WebServer, names: string): boolean =>
  mainFiles(server)
    .map((path) => server.host.text(path) ?? '')
    .filter((text) => !text.startsWith('# provision: '))
    .some((text) => new RegExp(`^\\s*(?:${names})\\s`, 'm').test(text))

const defaultLog = '/var/log/nginx/error.log'

export const errorLogs = (server: WebServer): readonly string[] => {
  const texts = mainFiles(server).map((path) => readableText(path, server.host))
  const paths = texts.flatMap((text) => pathsIn(text, /^\s*error_log\s+"?([^\s";]+)/gm))
  return paths.length === 0 ? [defaultLog] : paths
}

/** The default size of the table for host names refuses names with more than 46 characters. */
export const setsNameHash = (server: WebServer): boolean =>
  setsDirective(server, 'server_names_hash_bucket_size|server_names_hash_max_size')

const debianModules = '/etc/nginx/modules-enabled'

/** The dynamic modules that Debian's main configuration loads are files in a folder; any other names each. */
export const hasBrotli = (server: WebServer): boolean =>
  (mainFile(server) === debianFile && server.host.list(debianModules).some((name) => /brotli-filter/.test(name))) ||
  mainFiles(server).some((path) => /^\s*load_module\s.*brotli_filter/m.test(server.host.text(path) ?? ''))

export const setsHeaderBuffers = (server: WebServer): boolean => setsDirective(server, 'large_client_header_buffers')

/** Whether the administrator has chosen the header with the address of visitors: in the main files, or for our servers. */
export const setsRealIp = (server: WebServer): boolean => {
  const names = 'real_ip_header|real_ip_recursive'
  const { pre, post } = serverFragments(server)
  return setsDirective(server, names) || new RegExp(`^\\s*(?:${names})\\s`, 'm').test(`${pre}\n${post}`)
}
