import type { Planning } from '../contexts/planning.js'
import type { Site } from '../contexts/types/site.js'
import { thisMachine } from '../hosts/reader.js'
import type { TablesStep } from '../steps/tables.js'

/** Proves that an installation has filled the database of a site: with a table whose name ends so, or with any. */
export const installedTables = (site: Site, planning: Planning, ending?: string): readonly TablesStep[] => {
  const { db_name: name } = site
  if (name === undefined) return []
  return planning.servers(site, 'db').map((server) => ({
    kind: 'tables',
    stage: 'check',
    host: thisMachine,
    context: site.name,
    title: `check that ${site.uri} is installed`,
    server: server.name,
    name,
    ...(ending === undefined ? {} : { ending }),
  }))
}
