import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { generationHost, generationPath } from '../control.js'
import { compressedTypes, fingerprintedFiles, keptFiles, typeEnds } from '../file-types.js'
import { decidedHeaders, refusedHeaders } from '../forwarded.js'
import { header } from '../header.js'
import { subdirectoryPaths } from '../paths.js'
import { defaultSocket } from '../php-endpoint.js'
import { probeOf } from '../probe.js'
import { fileMode } from '../steps.js'
import { type WebServer, serverFragments } from '../view/server.js'
import { hasBrotli, setsHeaderBuffers, setsNameHash, setsRealIp } from './main-configuration.js'
import { pattern } from './pattern.js'

/** The values of `listen`: each address that a vhost listens on. */
export const listens = ({ address, port, host }: WebServer): readonly string[] => {
  if (address === '*') return host.facts.ipv6 ? [`*:${port}`, `[::]:${port}`] : [`*:${port}`]
  return [`${address.includes(':') ? `[${address}]` : address}:${port}`]
}

const upstream = ({ php = { socket: defaultSocket } }: WebServer): string =>
  'port' in php ? `127.0.0.1:${php.port}` : `unix:${quoting.nginx(php.socket)}`

const publicValues = ({ public: { scheme, port } }: WebServer) => ({ scheme, public_port: port })

/** The headers of trusted proxies, each with a variable that is empty for anybody else. */
const decided = decidedHeaders({
  FOR: '$remote_addr',
  PROTO: '$provision_scheme',
  HOST: '$host',
  PORT: '$provision_port',
}).map(({ header, value }) => ({
  header,
  value,
  variable: `$provision_${header.slice('HTTP_X_'.length).toLowerCase()}`,
}))

const quotedPaths = ({ paths: { app, acme } }: WebServer) => ({ app: quoting.nginx(app), acme: quoting.nginx(acme) })

export const serverView = (server: WebServer) => ({
  ...quotedPaths(server),
  ...publicValues(server),
  header: header(server.owner, [server.paths.pre, server.paths.post]),
  listens: listens(server),
  php: upstream(server),
  name_hash: !setsNameHash(server),
  types: typeEnds().map(({ type, ends }) => `${type} ${ends.join(' ')}`),
  compressed: compressedTypes().filter((type) => type !== 'text/html'),
  brotli: hasBrotli(server),
  header_buffers: !setsHeaderBuffers(server),
  kept: pattern(keptFiles),
  fingerprinted: pattern(fingerprintedFiles),
  proxies: server.proxies,
  real_ip: server.proxies.length > 0 && !setsRealIp(server),
  decided,
  refused: refusedHeaders,
})

const template = (name: string) => `http/nginx/${name}`

/** Directives that are the same for all servers are in their own files, which vhosts include. */
export const serverFiles = (server: WebServer): readonly WebFile[] => {
  const { app, file } = server.paths
  const [view, { pre, post }] = [serverView(server), serverFragments(server)]
  const withHeader = (text: string) => `${view.header}\n${text}`
  const texts = {
    [file]: render(template('server'), view),
    [`${app}/every-site.conf`]: render(template('every-site'), view),
    [`${app}/headers.conf`]: render(template('headers'), { ...view, security: true }),
    [`${app}/headers-application.conf`]: render(template('headers'), { ...view, security: false }),
    [`${app}/fastcgi.conf`]: render(template('fastcgi'), view),
    [`${app}/pre.conf`]: withHeader(pre),
    [`${app}/post.conf`]: withHeader(post),
  }
  return Object.entries(texts).map(([path, text]) => ({ path, text, mode: fileMode }))
}

export const generation = (server: WebServer): string =>
  render(template('generation'), {
    header: header(server.owner),
    listens: listens(server),
    host: generationHost,
    path: generationPath,
  })

/** The vhost of a host that is not a site, but has subdirectories that are sites. */
export const skeleton = (server: WebServer, host: string): WebFile => {
  const { skeleton: path, folder } = subdirectoryPaths(server.paths, { host, directory: '' })
  const view = {
    ...quotedPaths(server),
    ...publicValues(server),
    header: header(server.owner),
    probe: probeOf(server.owner),
    listens: listens(server),
    host: quoting.nginx(host),
    folder: quoting.nginx(folder),
  }
  return { path, text: render(template('skeleton'), view), mode: fileMode }
}
