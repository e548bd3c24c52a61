import { ProvisionError } from '../../errors.js'
import type { Server } from '../../contexts/types/server.js'
import type { HostReader } from '../../hosts/reader.js'
import type { WebControl } from '../../steps/web/control.js'
import { memoize } from '../../lib/memoize.js'
import { serverPaths } from './paths.js'
import type { WebServerText } from './web-server-text.js'

/** The host name and path by which a running web server tells its generation; the name is in no DNS (RFC 6761). */
export const generationHost = 'provision.invalid'
export const generationPath = '/.well-known/provision/generation'

type Words = WebControl['test']

const words = (server: Server, property: 'http_test_cmd' | 'http_restart_cmd'): Words => {
  const [program, ...rest] = (server[property] ?? '').split(' ').filter(Boolean)
  if (program !== undefined) return [program, ...rest]
  throw new ProvisionError('PROVISION_WEB_SERVER_NOT_FOUND', `${server.name}/${property}: no such command was found`, {
    fix: `install the web server, or provision-save ${server.name} --${property}=…`,
    context: server.name,
  })
}

/** Where the web server is reached from here. */
export const addressOf = ({ http_address, remote_host }: Server): string => {
  if (http_address !== '*') return http_address
  return remote_host === 'localhost' ? '127.0.0.1' : remote_host
}

const controlOf = (server: Server, text: WebServerText, look: HostReader): WebControl => ({
  test: words(server, 'http_test_cmd'),
  reload: words(server, 'http_restart_cmd'),
  errorAt: text.errorAt,
  noise: text.noise,
  generation: {
    file: serverPaths(server).generation,
    text: text.generation(server, look),
    host: generationHost,
    path: generationPath,
    port: server.http_port,
    address: addressOf(server),
    includedBy: serverPaths(server).file,
    settleMilliseconds: text.settleMilliseconds,
  },
})

/** How a server is controlled: found once, however many sites it has. */
export const control = memoize(controlOf)
