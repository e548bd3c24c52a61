import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { UnixGroupStep } from '../../../steps/unix-group.js'
import { command } from '../../../lib/shell-word.js'
import { createGroups, missingGroups } from '../groups.js'

/** Makes the groups that are not there, if the user has said so. */
export const groupSteps = (site: Site, server: Server, planning: Planning): readonly UnixGroupStep[] =>
  planning.asked.has(createGroups)
    ? missingGroups(site, server, planning).map((name) => ({
        kind: 'unix-group',
        stage: 'account',
        title: `create the group ${name}`,
        context: site.name,
        host: planning.host(server).host,
        helper: server.root_helper,
        name,
        state: 'present',
      }))
    : []

export const missingWarnings = (site: Site, server: Server, planning: Planning): readonly string[] =>
  planning.asked.has(createGroups)
    ? []
    : missingGroups(site, server, planning).map(
        (name) =>
          command`${site.name}: there is no UNIX group ${name}, so nobody gets access by it (provision-verify ${site.name} --create-groups makes it; or as root: groupadd ${name})`,
      )
