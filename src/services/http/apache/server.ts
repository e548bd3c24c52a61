import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { generationHost, generationPath } from '../control.js'
import { header } from '../header.js'
import { subdirectoryPaths } from '../paths.js'
import { probeOf } from '../probe.js'
import { fileMode } from '../steps.js'
import { type WebServer, serverFragments } from '../view/server.js'
import { modules } from './modules.js'
import { serverHandler } from './php-handler.js'
import { fromProxy, origin, serverName } from './origin.js'

export const serverView = (server: WebServer) => ({
  header: header(server.owner, [server.paths.pre, server.paths.post]),
  app: quoting.apache(server.paths.app),
  acme: quoting.apache(server.paths.acme),
  port: server.port,
  modules: modules(server.host),
  php: serverHandler(server),
  proxies: server.proxies,
  from_proxy: fromProxy(server),
})

export const serverFiles = (server: WebServer): readonly WebFile[] => {
  const { app, file } = server.paths
  const [view, { pre, post }] = [serverView(server), serverFragments(server)]
  const withHeader = (text: string) => `${view.header}\n${text}`
  const texts = {
    [file]: render('http/apache/server', view),
    [`${app}/pre.conf`]: withHeader(pre),
    [`${app}/post.conf`]: withHeader(post),
  }
  return Object.entries(texts).map(([path, text]) => ({ path, text, mode: fileMode }))
}

export const generation = (server: WebServer): string =>
  render('http/apache/generation', {
    header: header(server.owner),
    port: server.port,
    host: generationHost,
    path: generationPath,
  })

/** The vhost of a host that is not a site, but has subdirectories that are sites. */
export const skeleton = (server: WebServer, host: string): WebFile => {
  const { skeleton: path, folder } = subdirectoryPaths(server.paths, { host, directory: '' })
  const view = {
    header: header(server.owner),
    probe: probeOf(server.owner),
    port: server.port,
    host: serverName(server, server.public, host),
    origin: origin(server, server.public),
    folder: quoting.apache(folder),
    acme: quoting.apache(server.paths.acme),
  }
  return { path, text: render('http/apache/skeleton', view), mode: fileMode }
}
