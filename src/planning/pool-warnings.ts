import type { Context } from '../contexts/context.js'
import { command } from '../lib/shell-word.js'
import { runsPhp } from '../applications/application.js'
import { phpServer } from '../services/php/confinement.js'
import type { TaskPlanning } from './planning.js'

/** Equal for all sites of a server: it is told once. */
const sharedPool = (server: string, isOffered: boolean): string => {
  const how = isOffered ? '--php_isolation=client' : '--php_service_type=fpm'
  const fix = command`provision-save ${server} ${how}; provision-verify ${server} --sites`
  return `PHP of sites with a client runs in one pool on ${server}, and reads what any other site has. So that each runs as its client: ${fix}`
}

/** Warns of a client's site whose PHP shares a pool with others. */
export const poolWarnings = (context: Context, planning: TaskPlanning): readonly string[] => {
  if (
    context.type !== 'site' ||
    context.client === undefined ||
    context.php_user !== undefined ||
    !runsPhp(context.platform.serving)
  )
    return []
  const offered = phpServer(context, planning)
  return [sharedPool((offered ?? context.platform.web_server).name, offered !== undefined)]
}
