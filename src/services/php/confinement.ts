import { posix } from 'node:path'
import { runsPhp } from '../../applications/application.js'
import { ownUser } from '../../contexts/own-user.js'
import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import { rootConf } from './root-conf.js'

/** The id of the pool of a site: digits of its UUID. */
export const poolId = ({ uuid }: Pick<Site, 'uuid'>): string => uuid.replaceAll('-', '').slice(0, 16)

const service = 'php'

/** The server that could make pools for a site. Undefined where it offers none, as before there was this service. */
export const poolServer = (site: Site, planning: Planning): Server | undefined => planning.servers(site, service)[0]

/** The server of PHP of a site, if it runs PHP. */
export const phpServer = (site: Site, planning: Planning): Server | undefined =>
  runsPhp(site.platform.serving) ? poolServer(site, planning) : undefined

/** Undefined in the shared pool: there are no other clients' sites in it but those that the operator has put there. */
export const phpUser = (site: Site, planning: Planning): string | undefined => {
  if (phpServer(site, planning) === undefined || site.php_isolation === 'shared') return undefined
  return site.php_isolation === 'site' ? ownUser(site) : site.client?.unix_name
}

/** The socket of the pool of a site, which the root helper makes. */
export const phpSocket = (site: Site, planning: Planning): string | undefined => {
  const server = site.php_user === undefined ? undefined : phpServer(site, planning)
  const conf = server === undefined ? undefined : rootConf(server, planning)
  return conf === undefined ? undefined : posix.join(conf.state, 'sockets', `${poolId(site)}-${site.php_version}.sock`)
}
