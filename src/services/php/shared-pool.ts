import type { Planning } from '../../contexts/planning.js'
import type { Site } from '../../contexts/types/site.js'
import { runsPhp } from '../../applications/application.js'
import { command } from '../../lib/shell-word.js'
import { phpServer, poolId } from './confinement.js'
import { hasMade } from './pools/place.js'

/** Equal for all sites of a server: it is told once. */
const sharedPool = (server: string, isOffered: boolean): string => {
  const how = isOffered ? '--php_isolation=client' : '--php_service_type=fpm'
  const fix = command`provision-save ${server} ${how}; provision-verify ${server} --sites`
  return `PHP of sites with a client runs in one pool on ${server}, and reads what any other site has. So that each runs as its client: ${fix}`
}

/** Pools stay where their server makes none any more. Told once, too. */
const leftPools = (server: string): string =>
  `pools of PHP that nothing uses are left on ${server}. To remove them: ${command`provision-save ${server} --php_service_type=fpm --php_isolation=shared; provision-verify ${server} --sites; provision-save ${server} --php_service_type=null --php_isolation=null`}`

/** Warns of a client's site whose PHP shares a pool with others. */
export const sharedPoolWarnings = (site: Site, planning: Planning): readonly string[] => {
  if (site.client === undefined || site.php_user !== undefined || !runsPhp(site.platform.serving)) return []
  const offered = phpServer(site, planning)
  const server = offered ?? site.platform.web_server
  const isLeft = offered === undefined && hasMade(`pools/${poolId(site)}`, server, planning)
  return [sharedPool(server.name, offered !== undefined), ...(isLeft ? [leftPools(server.name)] : [])]
}
