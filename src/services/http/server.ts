import type { Server } from '../../contexts/types/server.js'
import type { HostReader } from '../../hosts/reader.js'
import type { Step } from '../../steps/common/step.js'
import { control } from './control.js'
import { isForeign } from './header.js'
import { serverPaths } from './paths.js'
import { directory, file, ownMode, passableMode, removal, symlink, web } from './steps.js'
import type { WebServerText } from './web-server-text.js'

const directories = (server: Server): readonly Step[] => {
  const { app, acme, pre, post, platforms, vhosts, subdirectories, subroots } = serverPaths(server)
  const { aegir_root, config_path, include_path, uuid } = server
  return [
    directory(server, `${aegir_root}/config`, passableMode),
    directory(server, include_path, passableMode),
    directory(server, config_path, passableMode, uuid),
    ...[app, acme, subroots].map((path) => directory(server, path, passableMode)),
    ...[pre, post, platforms, vhosts, subdirectories].map((path) => directory(server, path, ownMode)),
  ]
}

/** Another server of this machine with the same web server may have the link: whoever came first keeps it. */
const isOurs = (server: Server, look: HostReader): boolean =>
  !isForeign(look.text(serverPaths(server).link), server.uuid)

const links = (server: Server, look: HostReader): readonly Step[] => {
  const { link, file } = serverPaths(server)
  return server.remote_host === 'localhost' && isOurs(server, look) ? [symlink(server, link, file)] : []
}

export const verifyServer = (server: Server, text: WebServerText, look: HostReader): readonly Step[] => [
  ...directories(server),
  ...links(server, look),
  web(server, {
    title: `configure ${text.name} for ${server.name}`,
    server,
    files: text.server(server, look),
    control: control(server, text, look),
  }),
]

const emptyText = '# Nothing: the server that was configured here has been deleted.\n'

/**
 * The link goes on leading to a file: the web server's own configuration may include it by its very name, and could
 * not start again without.
 */
const emptied = (server: Server, look: HostReader): readonly Step[] => {
  const { link } = serverPaths(server)
  const path = `${server.aegir_root}/config/empty.conf`
  if (links(server, look).length === 0) return []
  if (look.text(link) === undefined) return [removal(server, link)]
  return [file(server, path, emptyText), { ...symlink(server, link, path), stage: 'withdraw' }]
}

/** Nothing is reloaded: the web server may be gone, too. Until somebody does, it serves what it has read. */
export const removeServer = (server: Server, look: HostReader): readonly Step[] => [
  ...emptied(server, look),
  removal(server, server.config_path, server.uuid),
]
