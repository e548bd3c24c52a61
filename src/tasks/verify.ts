import { applicationNameOf } from '../applications/lookup.js'
import { applicationNamed } from '../applications/properties.js'
import type { Application } from '../applications/application.js'
import type { Json } from '../contexts/property.js'
import type { Contexts } from '../contexts/contexts.js'
import type { ClaimRegistry } from '../contexts/claim-registry.js'
import type { Claim } from '../contexts/constraints.js'
import type { ContextRecord, Values } from '../contexts/record.js'
import type { Context } from '../contexts/context.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { ProvisionError } from '../errors.js'
import type { HostReader } from '../hosts/reader.js'
import type { Catalog } from '../catalog/catalog.js'
import { nullType, providerOf, typeOf, typeProperty } from '../services/lookup.js'
import type { Planners, Service, ServiceType } from '../services/service.js'
import type { Intent } from '../engine/plan.js'
import type { Step } from '../steps/common/step.js'
import { claimSteps, recordStep } from './save.js'

export interface Planning {
  readonly catalog: Catalog
  readonly look: HostReader
}

/** The type that gives a context a service; undefined for the null type, which does nothing. */
const typeFor = ({ types, contextTypes }: Catalog, service: Service, context: Context): ServiceType | undefined => {
  const name = typeOf(service.name, providerOf(service, context, contextTypes))
  return types.find((type) => type.service === service.name && type.name === name)
}

export const applicationOf = ({ catalog }: Planning, { application }: Platform): Application =>
  applicationNamed(catalog.applications, application)

/** The application of a context, or of what it is placed on. */
const applicationFor = (planning: Planning, context: Context): Application | undefined => {
  const name = applicationNameOf(context, planning.catalog.contextTypes)
  return name === undefined ? undefined : applicationNamed(planning.catalog.applications, name)
}

const isOnDemand = ({ onDemand, subscription }: Service, context: Context): boolean =>
  onDemand === true && subscription?.type === context.type

/** A context's services, those left out that its application has no use for. */
const servicesOf = (planning: Planning, context: Context): readonly ServiceType[] =>
  planning.catalog.services.flatMap((service) => {
    if (isOnDemand(service, context) && !isNeeded(planning, service, context)) return []
    return typeFor(planning.catalog, service, context) ?? []
  })

const isNeeded = (planning: Planning, service: Service, context: Context): boolean => {
  const application = applicationFor(planning, context)
  if (!application?.needs.includes(service.name)) return false
  const server = providerOf(service, context, planning.catalog.contextTypes)
  if (typeOf(service.name, server) === nullType) throw notOffered(service, context, { application, server })
  return true
}

const notOffered = (
  { name, subscription }: Service,
  context: Context,
  { application, server }: { readonly application: Application; readonly server: Server | undefined },
): ProvisionError =>
  new ProvisionError(
    'PROVISION_SERVICE_NOT_OFFERED',
    `${context.name}: ${application.name} needs the service ${name}, and ${server?.name ?? 'no server'} does not offer it`,
    {
      fix: `provision-save ${server?.name ?? '@server_…'} --${typeProperty(name)}=…, or use another server: provision-save ${context.name} --${subscription?.by ?? 'server'}=@server_…`,
      context: context.name,
    },
  )

const ask = (planners: Planners, context: Context, look: HostReader): readonly Step[] =>
  (planners[context.type] as ((context: Context, look: HostReader) => readonly Step[]) | undefined)?.(context, look) ??
  []

const applicationSteps = (planning: Planning, context: Context): readonly Step[] => {
  const application = applicationFor(planning, context)
  if (application === undefined) return []
  const { platform, site } = application
  return ask({ platform, site }, context, planning.look)
}

/** What must be true for a context: what each of its services and its application want. */
export const verifySteps = (context: Context, planning: Planning): readonly Step[] => [
  ...servicesOf(planning, context).flatMap((type) => ask(type.verify, context, planning.look)),
  ...applicationSteps(planning, context),
]

/** What its services want besides, once its application has been installed. */
export const installedSteps = (site: Site, planning: Planning): readonly Step[] =>
  servicesOf(planning, site).flatMap((type) => ask(type.install ?? {}, site, planning.look))

/** What must be true once it is gone. */
export const removeSteps = (context: Context, planning: Planning): readonly Step[] => [
  ...servicesOf(planning, context).flatMap((type) => ask(type.remove, context, planning.look)),
  ...removeApplication(context, planning),
]

const removeApplication = (context: Context, planning: Planning): readonly Step[] =>
  ask(applicationFor(planning, context)?.remove ?? {}, context, planning.look)

/** What the services fix for good the first time, such as the name of the database. */
export const recordedBy = (context: Context, planning: Planning): { readonly [property: string]: Json } =>
  Object.assign(
    {},
    ...servicesOf(planning, context).map((type) => type.recorded?.[context.type]?.(context as never, planning.look)),
  )

/** The record with what tasks have fixed; the same object when nothing is new. */
export const withRecorded = (record: ContextRecord, fixed: Values): ContextRecord => {
  const fresh = Object.entries(fixed).some(([key, value]) => record.recorded[key] !== value)
  return fresh ? { ...record, recorded: { ...record.recorded, ...fixed } } : record
}

/** What planning a task reads contexts from. */
export interface Reading extends Planning {
  readonly contexts: Contexts
  readonly claims: ClaimRegistry
}

/** What the first verify fixes for good; nothing where nothing is made. */
const fixedBy = (context: Context, reading: Reading): Values =>
  servicesOf(reading, context).length === 0 && applicationFor(reading, context) === undefined
    ? {}
    : { ...recordedBy(context, reading), verified: true }

/** What was detected stays, whatever files come into the root later. */
const withApplication = (record: ContextRecord, context: Context): ContextRecord =>
  !('application' in context) || 'application' in record.properties
    ? record
    : { ...record, properties: { ...record.properties, application: context.application } }

/** A context as it is once services have recorded what they choose; and whether that is news. */
export const settled = (
  record: ContextRecord,
  reading: Reading,
): { readonly record: ContextRecord; readonly context: Context } => {
  const context = reading.contexts.of(record)
  const after = withRecorded(withApplication(record, context), fixedBy(context, reading))
  return after === record ? { record, context } : { record: after, context: reading.contexts.of(after) }
}

/** The context file, when a task changes what is recorded in it. */
export const recordSteps = (after: ContextRecord, before: ContextRecord, { contexts }: Reading): readonly Step[] =>
  after === before ? [] : [recordStep(after, contexts.store, 'record')]

/** Makes the servers agree with a context. */
export const verifyIntent = (name: string, reading: Reading): Intent =>
  verifyAs(reading.contexts.store.read(name), reading)

/** The names of a context, none of which another context has; what is reserved already needs no step. */
const ownClaims = (record: ContextRecord, { claims }: Reading): readonly Step[] => {
  const wanted = claims.declared.of(record)
  const open = wanted.filter((claim) => claims.hinted(claim) !== record.name)
  for (const claim of open) {
    const other = claims.claimant(claim, record.name)
    if (other !== undefined) throw claimedTwice(record.name, claim, other.context)
  }
  return open.length === 0 ? [] : claimSteps(record, wanted, claims)
}

const claimedTwice = (name: string, { name: claimed, path }: Claim, other: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}: ${claimed} belongs to ${other} too`, {
    fix: `take it from one of them: provision-save ${name} --${path.split('/')[0]}=…`,
    context: name,
  })

/** The same for a record that is to take the place of the stored one. */
export const verifyAs = (
  wanted: ContextRecord,
  reading: Reading,
  more: (context: Context) => readonly Step[] = () => [],
): Intent => {
  const { record, context } = settled(wanted, reading)
  const stored = reading.contexts.store.read(wanted.name)
  return {
    context: record.name,
    steps: [
      ...ownClaims(record, reading),
      ...verifySteps(context, reading),
      ...more(context),
      ...recordSteps(record, stored, reading),
    ],
  }
}
