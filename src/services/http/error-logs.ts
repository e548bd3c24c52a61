import type { Server } from '../../contexts/types/server.js'
import { memoizePair } from '../../lib/memoize.js'
import type { HostReader } from '../../hosts/reader.js'
import { readOr } from '../../hosts/snapshot-reader.js'
import type { WebServer } from './view/server.js'
import type { WebServerText } from './web-server-text.js'

/** What others do not let us read must not stop a task: it has no logs then. */
const readable = <Value>(read: () => Value, fallback: Value): Value => readOr(read, () => fallback)

/** The text of a file of the administrator. Empty if it is not there or may not be read. */
export const readableText = (path: string, host: HostReader): string => readable(() => host.text(path) ?? '', '')

const isFile = (path: string): boolean => path.startsWith('/')

/** The paths that a directive names in a text. What is no file, such as syslog, is left out. */
export const pathsIn = (text: string, directive: RegExp): readonly string[] =>
  [...text.matchAll(directive)].map(([, path = '']) => path).filter(isFile)

const phpDirective = /^\s*(?:php_(?:admin_)?value\[error_log\]|error_log)\s*=\s*"?([^"\s;]+)/gm

/** Debian's files of the version of PHP that the name of the socket shows. */
const phpFiles = ({ host, php }: WebServer): readonly string[] => {
  const [, version] = /php(\d+\.\d+)/.exec(php !== undefined && 'socket' in php ? php.socket : '') ?? []
  if (version === undefined) return []
  const folder = `/etc/php/${version}/fpm`
  const pools = host.list(`${folder}/pool.d`).filter((name) => name.endsWith('.conf'))
  return [`${folder}/php-fpm.conf`, `${folder}/php.ini`, ...pools.map((name) => `${folder}/pool.d/${name}`)]
}

/** The error logs that php-fpm writes. Without one of its own, PHP writes to that of the web server. */
const phpLogs = (server: WebServer): readonly string[] =>
  phpFiles(server).flatMap((path) => pathsIn(readableText(path, server.host), phpDirective))

/** The error logs of a web server and of its PHP: those that are given, or those that their configuration names. */
export const errorLogsOf = memoizePair((server: Server, text: WebServerText, view: WebServer): readonly string[] => {
  const found = () => [...readable(() => text.errorLogs(view), []), ...readable(() => phpLogs(view), [])]
  return [...new Set(server.error_logs ?? found())]
})
