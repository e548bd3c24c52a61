import type { Server } from '../../../contexts/types/server.js'
import type { HostReader } from '../../../hosts/reader.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { checkedIdentity } from '../checked.js'
import { generationHost, generationPath } from '../control.js'
import { fragments } from '../fragments.js'
import { header } from '../header.js'
import { serverPaths, subdirectoryPaths } from '../paths.js'
import { phpEndpointOrUsual } from '../php-endpoint.js'
import { httpPort } from '../site-view.js'
import { fileMode } from '../steps.js'
import { modules } from './modules.js'

const phpHandler = (server: Server, look: HostReader): string => {
  const endpoint = phpEndpointOrUsual(server, look)
  return 'port' in endpoint
    ? `proxy:fcgi://127.0.0.1:${endpoint.port}`
    : `proxy:unix:${quoting.apache(endpoint.socket)}|fcgi://localhost`
}

export const serverView = (server: Server, look: HostReader) => ({
  header: header(checkedIdentity(server), [serverPaths(server).pre, serverPaths(server).post]),
  app: quoting.apache(serverPaths(server).app),
  acme: quoting.apache(serverPaths(server).acme),
  port: httpPort(server),
  modules: modules(look),
  php: phpHandler(server, look),
})

export const serverFiles = (server: Server, look: HostReader): readonly WebFile[] => {
  const { app, file, pre, post } = serverPaths(server)
  const view = serverView(server, look)
  const withHeader = (text: string) => `${view.header}\n${text}`
  const texts = {
    [file]: render('http/apache/server', view),
    [`${app}/pre.conf`]: withHeader(fragments(pre, look)),
    [`${app}/post.conf`]: withHeader(fragments(post, look)),
  }
  return Object.entries(texts).map(([path, text]) => ({ path, text, mode: fileMode }))
}

export const generation = (server: Server): string =>
  render('http/apache/generation', {
    header: header(checkedIdentity(server)),
    port: httpPort(server),
    host: generationHost,
    path: generationPath,
  })

/** The vhost of a host that is no site but has subdirectories that are. */
export const skeleton = (server: Server, host: string): WebFile => {
  const owner = checkedIdentity(server)
  const { skeleton: path, folder } = subdirectoryPaths(server, { host, directory: '' })
  const view = {
    header: header(owner),
    uuid: owner.uuid,
    port: httpPort(server),
    host: quoting.apache(host),
    folder: quoting.apache(folder),
    acme: quoting.apache(serverPaths(server).acme),
  }
  return { path, text: render('http/apache/skeleton', view), mode: fileMode }
}
