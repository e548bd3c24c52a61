import type { Planning } from '../../../contexts/planning.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { Step } from '../../../steps/common/step.js'
import type { Transition } from '../../planner.js'
import { webServerHosts } from '../address.js'
import { databaseNames } from '../names.js'
import { droppedDatabase, grantStep, withdrawnAccount } from './steps.js'

const keepsDatabase = (from: Site, to: Site, server: Server): boolean =>
  to.db_server.name === server.name && databaseNames(from).db_name === databaseNames(to).db_name

/** Revokes the old database from the account, once the new state is committed. */
const revokeOld = (to: Site, server: Server, planning: Planning): Step => ({
  ...grantStep(to, server, { hosts: webServerHosts(to, server, planning), keeps: [] }),
  stage: 'cleanup',
})

const isElsewhere = (to: Site, server: Server): boolean => to.db_server.name !== server.name

/** Drops the old database last, because that cannot be undone. */
export const withdrawSite = ({ from, to }: Transition<'site'>, server: Server, planning: Planning): readonly Step[] => {
  if (to === undefined || isElsewhere(to, server))
    return [withdrawnAccount(from, server, []), droppedDatabase(from, server)]
  return keepsDatabase(from, to, server) ? [] : [droppedDatabase(from, server), revokeOld(to, server, planning)]
}
