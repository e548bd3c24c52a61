import type { Planning } from '../../../contexts/planning.js'
import type { Platform } from '../../../contexts/types/platform.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import { thisMachine } from '../../../hosts/reader.js'
import { type ContextReadersStep, shareContext } from '../../../steps/context-readers.js'
import { groupsOf } from '../groups.js'

/** Context files are on this machine, and so are the groups that read them. */
const areHere = (server: Server, planning: Planning): boolean => planning.host(server).host === thisMachine

/** The groups of a site read its context file and that of its platform, if the site says so. */
export const siteReaders = (site: Site, server: Server, planning: Planning): readonly ContextReadersStep[] => {
  const groups = site.acl_contexts ? [...new Set(groupsOf(site, planning))].sort() : []
  return areHere(server, planning)
    ? [site.name, site.platform.name].map((of) => shareContext(site.name, { of, groups }))
    : []
}

/** A platform asks for nothing itself: its sites do, and its file has the access that they ask for. */
export const platformReaders = (
  platform: Platform,
  server: Server,
  planning: Planning,
): readonly ContextReadersStep[] =>
  areHere(server, planning) ? [shareContext(platform.name, { of: platform.name, groups: [] })] : []
