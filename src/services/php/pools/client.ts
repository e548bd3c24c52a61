import type { Planning } from '../../../contexts/planning.js'
import type { Client } from '../../../contexts/types/client.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { UnixClientStep } from '../../../steps/unix-client.js'
import type { Transition } from '../../planner.js'
import { phpServer } from '../confinement.js'
import { hasMade, helperPlace, requireHelper } from './place.js'

export const clientStep = (
  on: Pick<UnixClientStep, 'context' | 'host' | 'helper'>,
  name: string,
  state: UnixClientStep['state'],
): UnixClientStep => ({
  kind: 'unix-client',
  // What its user has made is opened for removal before, and a user that is gone does not come back with its number.
  stage: state === 'present' ? 'account' : 'cleanup',
  title: state === 'present' ? `create the user ${name}` : `remove the user ${name}`,
  ...on,
  name,
  state,
})

const isOn = (site: Site, client: Client, server: Server, planning: Planning): boolean =>
  site.php_user === client.unix_name && phpServer(site, planning)?.name === server.name

/** The user of a client on each server that runs PHP of its sites. */
export const verifyClient = (client: Client, server: Server, planning: Planning): readonly UnixClientStep[] => {
  const sites = planning.referring(client, 'client') as readonly Site[]
  if (!sites.some((site) => isOn(site, client, server, planning))) return []
  requireHelper(client, server, planning)
  return [clientStep(helperPlace(client, server, planning), client.unix_name, 'present')]
}

export const withdrawClient = (
  { from, to }: Transition<'client'>,
  server: Server,
  planning: Planning,
): readonly UnixClientStep[] =>
  to === undefined && hasMade(`clients/${from.unix_name}`, server, planning)
    ? [clientStep(helperPlace(from, server, planning), from.unix_name, 'absent')]
    : []
