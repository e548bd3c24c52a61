import { contextType as platformType } from '../../src/contexts/types/platform.js'
import type { Properties, Property } from '../../src/contexts/property.js'
import { secretMark } from '../../src/contexts/secret.js'
import { contextType as serverType } from '../../src/contexts/types/server.js'
import { contextType as siteType } from '../../src/contexts/types/site.js'
import type { Platform } from '../../src/contexts/types/platform.js'
import type { Server } from '../../src/contexts/types/server.js'
import type { Site } from '../../src/contexts/types/site.js'
import type { Planning } from '../../src/contexts/planning.js'
import type { Step } from '../../src/steps/common/step.js'
import { planningWith } from './planning.js'
import * as db from '../../src/services/db/properties.js'
import * as http from '../../src/services/http/properties.js'
import {
  allScripts,
  codeFiles,
  expressionOf,
  type Paths,
  siteFiles,
  uploadFiles,
} from '../../src/services/http/access.js'
import { runsPhp } from '../../src/applications/application.js'
import { serviceType as apache } from '../../src/services/http/apache/index.js'
import { serviceType as nginx } from '../../src/services/http/nginx/index.js'

export const serviceTypes = { nginx, apache }
export type AppName = keyof typeof serviceTypes
export const appNames = Object.keys(serviceTypes) as AppName[]

type Given = Readonly<Record<string, unknown>>

const read = (name: string, property: Property, context: Given, planning: Planning): unknown => {
  if (property.derive !== undefined) return property.derive(context as never, planning)
  if (property.secret) return secretMark(context['name'] as string, name)
  return typeof property.default === 'function' ? property.default(context as never, planning) : property.default
}

/** A context as planners see it: what is given is taken as it is, the rest by the definitions. */
const contextOf = (properties: Properties, given: Given, planning: Planning): Given => {
  const context = { ...given }
  for (const [name, property] of Object.entries(properties))
    if (!(name in given))
      Object.defineProperty(context, name, { enumerable: true, get: () => read(name, property, context, planning) })
  return context
}

export const serverWith = (given: Given = {}, planning: Planning = planningWith()): Server =>
  contextOf(
    { ...serverType.properties, ...http.serverProperties, ...db.serverProperties },
    {
      name: '@server_master',
      type: 'server',
      uuid: '5e12e000-0000-4000-8000-000000000001',
      http_service_type: 'nginx',
      http_port: 8080,
      http_test_cmd: 'webtest -t',
      http_restart_cmd: 'webtest reload',
      php_fpm_socket: '/run/php/php8.2-fpm.sock',
      ...given,
    },
    planning,
  ) as unknown as Server

export const phpServing: Platform['serving'] = {
  frontController: 'index.php',
  scripts: ['other.php', 'admin/*.php'],
  denied: ['secret/'],
  uploads: ['files'],
}

export const platformWith = (given: Given = {}, planning: Planning = planningWith()): Platform =>
  contextOf(
    { ...platformType.properties, ...http.platformProperties },
    {
      name: '@platform_php',
      type: 'platform',
      uuid: '91a7f000-0000-4000-8000-000000000002',
      root: '/srv/php',
      serving: phpServing,
      ...given,
    },
    planning,
  ) as unknown as Platform

export const siteWith = (given: Given = {}, planning: Planning = planningWith()): Site =>
  contextOf(
    { ...siteType.properties, ...http.siteProperties, ...db.siteProperties },
    {
      name: '@example.com',
      type: 'site',
      uuid: '517e0000-0000-4000-8000-000000000003',
      uri: 'example.com',
      ...given,
    },
    planning,
  ) as unknown as Site

/** Contexts, and the pass of planning that they belong to: what was read for one of them once is not read again. */
export interface Fleet {
  readonly server: Server
  readonly platform: Platform
  readonly site: Site
  readonly planning: Planning
}

export interface GivenFleet {
  readonly server?: Given
  readonly platform?: Given
  readonly site?: Given
}

/** A server, a platform on it and a site on that; the server keeps the databases too. */
export const fleetOf = (app: AppName, given: GivenFleet = {}, planning: Planning = planningWith()): Fleet => {
  const server = serverWith({ http_service_type: app, db_service_type: 'mysql', ...given.server }, planning)
  const platform = platformWith({ server, web_server: server, application: 'php', ...given.platform }, planning)
  const site = siteWith({ platform, db_server: server, ...given.site }, planning)
  return { server, platform, site, planning }
}

/** What a web server wants of one context of a fleet. */
export type FleetContext = Exclude<keyof Fleet, 'planning'>

type AnyPlanner = (subject: unknown, server: Server, planning: Planning) => readonly Step[]

const ask = (planner: unknown, subject: unknown, { server, planning }: Fleet): readonly Step[] =>
  (planner as AnyPlanner | undefined)?.(subject, server, planning) ?? []

export const verifySteps = (app: AppName, fleet: Fleet, of: FleetContext): readonly Step[] =>
  ask(serviceTypes[app].verify[of], fleet[of], fleet)

export const holdSteps = (app: AppName, fleet: Fleet): readonly Step[] =>
  ask(serviceTypes[app].hold?.site, fleet.site, fleet)

export const installSteps = (app: AppName, fleet: Fleet): readonly Step[] =>
  ask(serviceTypes[app].install?.site, fleet.site, fleet)

/** What goes of a context: all that it has, unless it has a new state. */
export const withdrawSteps = (app: AppName, fleet: Fleet, of: FleetContext, to?: Fleet): readonly Step[] =>
  ask(serviceTypes[app].withdraw[of], { from: fleet[of], to: to?.[of] }, fleet)

/** What the access rules say of a file below the document root, for the site example.com. */
export const access = (serving: Platform['serving'], path: string): 'runs' | 'served' | 'refused' => {
  const fits = (paths: Paths | undefined, flags: string, folder = '') =>
    paths !== undefined && new RegExp(`^${expressionOf(paths, folder)}`, flags).test(path)
  if (runsPhp(serving) && fits(allScripts(serving), '')) return 'runs'
  const own = 'sites/(?:example\\.com|all)/'
  const served =
    fits(codeFiles(serving), 'i') || fits(siteFiles(serving), 'i', own) || fits(uploadFiles(serving), 'i', own)
  return served ? 'served' : 'refused'
}
