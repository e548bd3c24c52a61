import { quoting } from '../../../lib/quoting.js'
import { defaultSocket } from '../php-endpoint.js'
import type { WebServer } from '../view/server.js'
import type { WebSite } from '../view/site.js'

const socketHandler = (socket: string): string => `proxy:unix:${quoting.apache(socket)}|fcgi://localhost`

/** The handler of the pool that the sites of a server share. */
export const serverHandler = ({ php = { socket: defaultSocket } }: WebServer): string =>
  'port' in php ? `proxy:fcgi://127.0.0.1:${php.port}` : socketHandler(php.socket)

/** The handler for PHP of a site: its own pool, or the one of the server. */
export const phpHandler = ({ socket }: Pick<WebSite, 'socket'>): string =>
  socket === undefined ? '${PROVISION_PHP}' : socketHandler(socket)
