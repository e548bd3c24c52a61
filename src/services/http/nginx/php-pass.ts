import { quoting } from '../../../lib/quoting.js'
import type { WebSite } from '../view/site.js'

/** Where requests for PHP of a site go: the pool of the server, or its own. */
export const phpPass = ({ socket }: Pick<WebSite, 'socket'>): string =>
  socket === undefined ? 'provision_php' : `unix:${quoting.nginx(socket)}`
