import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Step } from '../../steps/common/step.js'
import type { Transition } from '../planner.js'
import { serverPaths, vhostFile } from './paths.js'
import { removeSite } from './site.js'
import { addressesOf } from './view/names.js'
import type { WebServerText } from './web-server-text.js'

/** Whether the vhost of the new state is on another server, or has another name. */
const hasMoved = ({ from, to }: Transition<'site'>, server: Server, planning: Planning): boolean => {
  if (to === undefined) return true
  const [on] = planning.servers(to, 'http')
  if (on === undefined || on.name !== server.name) return true
  const paths = serverPaths(server)
  return vhostFile(paths, addressesOf(to).uri) !== vhostFile(paths, addressesOf(from).uri)
}

/** Removes the old vhost if the new state has another one. Otherwise the new one replaces it. */
export const withdrawSite = (
  transition: Transition<'site'>,
  server: Server,
  text: WebServerText,
  planning: Planning,
): readonly Step[] =>
  hasMoved(transition, server, planning) ? removeSite(transition.from, server, text, planning) : []
