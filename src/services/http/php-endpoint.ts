import type { Server } from '../../contexts/types/server.js'
import type { HostReader } from '../../hosts/reader.js'
import { serverProperties } from './properties.js'
import { checked } from './view/checked.js'

const socketFolder = '/run/php'

/** Debian's default socket. Used if no PHP was found, which static sites do not need. */
export const defaultSocket = `${socketFolder}/php-fpm.sock`

/**
 * The newest socket: `php8.10-fpm.sock` is newer than `php8.2-fpm.sock`; `php-fpm.sock` has no version and counts as
 * oldest.
 */
const newestSocket = (host: HostReader): string | undefined =>
  host
    .list(socketFolder)
    .filter((name) => name.endsWith('fpm.sock'))
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }))
    .at(-1)

/** Where the php-fpm of a web server listens: a TCP port on it, or a socket. */
export type PhpEndpoint = { readonly port: number } | { readonly socket: string }

export const phpEndpoint = (server: Server, host: HostReader): PhpEndpoint | undefined => {
  if (server.php_fpm_port !== undefined) return { port: checked(server, serverProperties, 'php_fpm_port') }
  if (server.php_fpm_socket !== undefined) return { socket: checked(server, serverProperties, 'php_fpm_socket') }
  const newest = newestSocket(host)
  return newest === undefined ? undefined : { socket: `${socketFolder}/${newest}` }
}
