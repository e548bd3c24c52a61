import type { Server } from '../../contexts/types/server.js'
import type { HostReader } from '../../hosts/reader.js'
import { checked } from './checked.js'
import { serverProperties } from './properties.js'

const socketFolder = '/run/php'

/** `php8.10-fpm.sock` is newer than `php8.2-fpm.sock`; `php-fpm.sock` has no version and comes last. */
const newestSocket = (look: HostReader): string | undefined =>
  look
    .list(socketFolder)
    .filter((name) => name.endsWith('fpm.sock'))
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .at(-1)

/** Where php-fpm of a web server is: a TCP port on it, or a socket. */
type PhpEndpoint = { readonly port: number } | { readonly socket: string }

export const phpEndpoint = (server: Server, look: HostReader): PhpEndpoint | undefined => {
  if (server.php_fpm_port !== undefined) return { port: checked(server, serverProperties, 'php_fpm_port') }
  if (server.php_fpm_socket !== undefined) return { socket: checked(server, serverProperties, 'php_fpm_socket') }
  const newest = newestSocket(look)
  return newest === undefined ? undefined : { socket: `${socketFolder}/${newest}` }
}

/** Debian's name of the socket stands where no PHP was found: static sites work without. */
export const phpEndpointOrUsual = (server: Server, look: HostReader): PhpEndpoint =>
  phpEndpoint(server, look) ?? { socket: `${socketFolder}/php-fpm.sock` }
