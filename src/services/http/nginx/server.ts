import type { Server } from '../../../contexts/types/server.js'
import type { HostReader } from '../../../hosts/reader.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { checked, checkedIdentity } from '../checked.js'
import { generationHost, generationPath } from '../control.js'
import { fragments } from '../fragments.js'
import { header } from '../header.js'
import { memoize } from '../../../lib/memoize.js'
import { serverPaths, subdirectoryPaths } from '../paths.js'
import { phpEndpointOrUsual } from '../php-endpoint.js'
import { serverProperties } from '../properties.js'
import { httpPort } from '../site-view.js'
import { fileMode } from '../steps.js'
import { setsNameHash } from './main-configuration.js'

/** Each address that a vhost listens on, as in `listen`. */
export const listens = memoize((server: Server, look: HostReader): readonly string[] => {
  const address = checked(server, serverProperties, 'http_address')
  const port = httpPort(server)
  if (address === '*') return look.facts.ipv6 ? [`*:${port}`, `[::]:${port}`] : [`*:${port}`]
  return [`${address.includes(':') ? `[${address}]` : address}:${port}`]
})

const upstream = (server: Server, look: HostReader): string => {
  const endpoint = phpEndpointOrUsual(server, look)
  return 'port' in endpoint ? `127.0.0.1:${endpoint.port}` : `unix:${quoting.nginx(endpoint.socket)}`
}

const quotedPaths = (server: Server) => {
  const { app, acme } = serverPaths(server)
  return { app: quoting.nginx(app), acme: quoting.nginx(acme) }
}

export const serverView = (server: Server, look: HostReader) => ({
  ...quotedPaths(server),
  header: header(checkedIdentity(server), [serverPaths(server).pre, serverPaths(server).post]),
  listens: listens(server, look),
  php: upstream(server, look),
  name_hash: !setsNameHash(server, look),
})

const template = (name: string) => `http/nginx/${name}`

/** What is the same for all servers is in files of its own, which vhosts include. */
export const serverFiles = (server: Server, look: HostReader): readonly WebFile[] => {
  const { app, file, pre, post } = serverPaths(server)
  const view = serverView(server, look)
  const withHeader = (text: string) => `${view.header}\n${text}`
  const texts = {
    [file]: render(template('server'), view),
    [`${app}/every-site.conf`]: render(template('every-site'), view),
    [`${app}/fastcgi.conf`]: render(template('fastcgi'), view),
    [`${app}/pre.conf`]: withHeader(fragments(pre, look)),
    [`${app}/post.conf`]: withHeader(fragments(post, look)),
  }
  return Object.entries(texts).map(([path, text]) => ({ path, text, mode: fileMode }))
}

export const generation = (server: Server, look: HostReader): string =>
  render(template('generation'), {
    header: header(checkedIdentity(server)),
    listens: listens(server, look),
    host: generationHost,
    path: generationPath,
  })

/** The vhost of a host that is no site but has subdirectories that are. */
export const skeleton = (server: Server, host: string, look: HostReader): WebFile => {
  const { uuid } = checkedIdentity(server)
  const { skeleton: path, folder } = subdirectoryPaths(server, { host, directory: '' })
  const view = {
    ...quotedPaths(server),
    header: header(checkedIdentity(server)),
    uuid,
    listens: listens(server, look),
    host: quoting.nginx(host),
    folder: quoting.nginx(folder),
  }
  return { path, text: render(template('skeleton'), view), mode: fileMode }
}
