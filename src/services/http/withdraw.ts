import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Step } from '../../steps/common/step.js'
import type { Transition } from '../planner.js'
import { serverPaths, vhostFile } from './paths.js'
import { removeSite } from './site.js'
import { addressesOf } from './view/names.js'
import type { WebServerText } from './web-server-text.js'

/** Whether the new state writes its vhost elsewhere: on another server, or under another name. */
const hasMoved = ({ from, to }: Transition<'site'>, server: Server, planning: Planning): boolean => {
  if (to === undefined) return true
  const [on] = planning.servers(to, 'http')
  if (on === undefined || on.name !== server.name) return true
  const paths = serverPaths(server)
  return vhostFile(paths, addressesOf(to).uri) !== vhostFile(paths, addressesOf(from).uri)
}

/** The old vhost goes where the new state has another one; what else has changed is written in its place. */
export const withdrawSite = (
  transition: Transition<'site'>,
  server: Server,
  text: WebServerText,
  planning: Planning,
): readonly Step[] =>
  hasMoved(transition, server, planning) ? removeSite(transition.from, server, text, planning) : []
