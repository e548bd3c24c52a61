import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Needed } from '../../../steps/needs.js'
import type { PoolForm } from './form.js'
import { installation, requireForm } from './place.js'

/** The root helper, and the right to run it. */
export const serverNeeds =
  (form: PoolForm) =>
  (server: Server, _: Server, planning: Planning): readonly Needed[] => {
    requireForm(server, form, server, planning)
    const { root_helper } = server
    const host = planning.host(server)
    if (host.facts.user.name === 'root') return []
    return [
      {
        what: `the right to run ${root_helper}`,
        host: host.host,
        need: { need: 'command', words: ['sudo', '-n', root_helper, 'show'] },
        fix: installation(server),
      },
    ]
  }
