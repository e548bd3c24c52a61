import type { Planning } from '../../contexts/planning.js'
import type { Site } from '../../contexts/types/site.js'
import { runsPhp } from '../../applications/application.js'
import { command } from '../../lib/shell-word.js'
import { phpServer } from './confinement.js'

/** Equal for all sites of a server: it is told once. */
const sharedPool = (server: string, isOffered: boolean): string => {
  const how = isOffered ? '--php_isolation=client' : '--php_service_type=fpm'
  const fix = command`provision-save ${server} ${how}; provision-verify ${server} --sites`
  return `PHP of sites with a client runs in one pool on ${server}, and reads what any other site has. So that each runs as its client: ${fix}`
}

/** Warns of a client's site whose PHP shares a pool with others. */
export const sharedPoolWarnings = (site: Site, planning: Planning): readonly string[] => {
  if (site.client === undefined || site.php_user !== undefined || !runsPhp(site.platform.serving)) return []
  const offered = phpServer(site, planning)
  return [sharedPool((offered ?? site.platform.web_server).name, offered !== undefined)]
}
