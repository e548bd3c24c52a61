import { type PublicAddress, publicAddressText } from '../../../contexts/public-address.js'
import { quoting } from '../../../lib/quoting.js'
import { render } from '../../../templates/render.js'
import { decidedHeaders, refusedHeaders } from '../forwarded.js'
import type { WebServer } from '../view/server.js'

/** What a platform says of the headers of proxies. */
export const forwardedValues = {
  schemes: [
    { scheme: 'http', port: 80 },
    { scheme: 'https', port: 443 },
  ],
  decided: decidedHeaders({
    FOR: '%{REMOTE_ADDR}',
    PROTO: '%{reqenv:REQUEST_SCHEME}',
    HOST: '%{SERVER_NAME}',
    PORT: '%{reqenv:SERVER_PORT}',
  }),
  refused: refusedHeaders,
}

/** Whether visitors use the scheme and port that the web server listens on. */
const isListened = ({ port }: WebServer, address: PublicAddress): boolean =>
  address.scheme === 'http' && address.port === port

/** The directives by which PHP gets the port and scheme of a vhost: the public ones if a trusted proxy asks. */
export const origin = (server: WebServer, address: PublicAddress): string => {
  const { scheme, port } = address
  const direct_port = scheme === 'http' ? port : server.port
  const public_port = isListened(server, address) ? 0 : port
  return render('http/apache/origin', { direct_port, scheme, public_port }).trimEnd()
}

/** The name of a vhost. Apache's own redirects begin with it, so it has scheme and port if visitors use others. */
export const serverName = (server: WebServer, address: PublicAddress, host: string): string =>
  quoting.apache(isListened(server, address) ? host : publicAddressText({ ...address, host }))

/** An expression for requests whose connection comes from a trusted proxy. */
export const fromProxy = ({ proxies }: WebServer): string =>
  proxies.map((proxy) => `%{CONN_REMOTE_ADDR} -ipmatch '${proxy}'`).join(' || ')
