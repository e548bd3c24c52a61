import type { Json } from '../../../contexts/property.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { Step } from '../../../steps/common/step.js'
import type { ServiceType } from '../../service.js'
import { webServerHosts } from '../address.js'
import { databaseNames } from '../names.js'
import {
  accountStep,
  databaseStep,
  droppedDatabase,
  grantStep,
  passwordStep,
  serverStep,
  withdrawnAccount,
} from './steps.js'

const verifySite = (site: Site): readonly Step[] => [
  passwordStep(site),
  accountStep(site),
  databaseStep(site),
  grantStep(site),
  // Last of all, so that a site that moves to another web server can be reached until it answers there.
  withdrawnAccount(site, webServerHosts(site)),
]

const removeSite = (site: Site): readonly Step[] => [withdrawnAccount(site, []), droppedDatabase(site)]

/** What a task records of a site: its names stay, also when its uri changes. */
export const record = (site: Site): Readonly<Record<string, Json>> => ({ ...databaseNames(site) })

export const serviceType: ServiceType = {
  service: 'db',
  name: 'mysql',
  description: 'MariaDB from 10.6, MySQL from 8.0',
  properties: {},
  verify: { server: (server: Server) => [serverStep(server)], site: verifySite },
  remove: { site: removeSite },
  recorded: { site: record },
}
