import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import { databaseNames } from '../names.js'

const isOn = (site: Site, server: Server): boolean => site.db_server.name === server.name

/**
 * The previous database of a site on the same server, if it differs. The account keeps its privileges there for now.
 */
export const formerDatabases = (site: Site, server: Server, planning: Planning): readonly string[] => {
  const before = planning.stored(site.name)
  if (before?.type !== 'site' || before.db_name === undefined || !isOn(before, server)) return []
  return before.db_name === databaseNames(site).db_name ? [] : [before.db_name]
}
