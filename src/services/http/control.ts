import { ProvisionError } from '../../errors.js'
import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import { memoize } from '../../lib/memoize.js'
import type { ControlledServer, WebControl } from '../../steps/web/control.js'
import { webServer } from './view/server.js'
import type { WebServerText } from './web-server-text.js'
import { command } from '../../lib/shell-word.js'

/**
 * The host name and path at which a running web server returns its generation mark. No DNS contains the name (RFC
 * 6761).
 */
export const generationHost = 'provision.invalid'
export const generationPath = '/.well-known/provision/generation'

type Words = WebControl['test']

const words = (server: Server, property: 'http_test_cmd' | 'http_restart_cmd'): Words => {
  const [program, ...rest] = (server[property] ?? '').split(' ').filter(Boolean)
  if (program !== undefined) return [program, ...rest]
  throw new ProvisionError('PROVISION_WEB_SERVER_NOT_FOUND', `${server.name}/${property}: no command was found`, {
    fix: command`install the web server, or provision-save ${server.name} --${property}=…`,
    context: server.name,
  })
}

/** The address of the web server on its own machine. */
export const addressOf = ({ http_address }: Server): string => (http_address === '*' ? '127.0.0.1' : http_address)

/** The control of a server, computed once for all its sites. */
export const controlled = memoize((server: Server, text: WebServerText, planning: Planning): ControlledServer => {
  const view = webServer(server, planning)
  return {
    server: server.name,
    host: view.host.host,
    control: {
      test: words(server, 'http_test_cmd'),
      reload: words(server, 'http_restart_cmd'),
      errorAt: text.errorAt,
      noise: text.noise,
      generation: {
        file: view.paths.generation,
        text: text.generation(view),
        host: generationHost,
        path: generationPath,
        port: view.port,
        address: addressOf(server),
        includedBy: view.paths.file,
        settleMilliseconds: text.settleMilliseconds,
      },
    },
  }
})
