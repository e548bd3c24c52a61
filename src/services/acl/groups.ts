import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'

const service = 'acl'

/** The server of the ACLs of a site. Undefined where it offers none. */
export const aclServer = (site: Site, planning: Planning): Server | undefined => planning.servers(site, service)[0]

/** The switch by which a task makes groups. */
export const createGroups = 'create-groups'

/** Whether a group is there, or is made before any file is given to it. */
const willExist = (name: string, site: Site, server: Server, planning: Planning): boolean =>
  name === site.php_user || planning.asked.has(createGroups) || planning.host(server).facts.hasGroup(name)

/** The groups whose members work on a site, as far as they exist. None where its web server offers no ACLs. */
export const groupsOf = (site: Site, planning: Planning): readonly string[] => {
  const server = aclServer(site, planning)
  return server === undefined ? [] : site.acl_groups.filter((name) => willExist(name, site, server, planning))
}

/** The groups that a site names, and that its server does not know. */
export const missingGroups = (site: Site, server: Server, planning: Planning): readonly string[] =>
  site.acl_groups.filter((name) => name !== site.php_user && !planning.host(server).facts.hasGroup(name))
