import { thisMachine } from '../hosts/reader.js'
import { randomBytes } from 'node:crypto'
import type { ContextRecord } from '../contexts/record.js'
import type { Context } from '../contexts/context.js'
import type { Site } from '../contexts/types/site.js'
import { ProvisionError } from '../errors.js'
import type { Intent } from '../engine/plan.js'
import type { DatabaseAbsent } from '../steps/database.js'
import type { EmptyDatabaseStep } from '../steps/empty-database.js'
import type { GrantStep } from '../steps/grant.js'
import type { Step } from '../steps/common/step.js'
import { type Reading, applicationOf, installedSteps, verifyAs } from './verify.js'

const platformLocked = ({ name, platform }: Site): ProvisionError =>
  new ProvisionError(
    'PROVISION_PLATFORM_LOCKED',
    `${name}: ${platform.name} is locked: no new site may be placed on it`,
    {
      fix: `use another platform, or: provision-save ${platform.name} --locked=false`,
      context: name,
    },
  )

const emptyDatabase = ({ name, db_server, db_name = '' }: Site): EmptyDatabaseStep => ({
  kind: 'empty-database',
  host: thisMachine,
  stage: 'grant',
  context: name,
  title: `find the database ${db_name} empty`,
  server: db_server.name,
  name: db_name,
})

const installSteps = (site: Site, reading: Reading): readonly Step[] => {
  if (site.install_method === 'manual') return []
  const application = applicationOf(reading, site.platform)
  return [
    ...(application.needs.includes('db') ? [emptyDatabase(site)] : []),
    ...application.install(site, reading.look),
    ...installedSteps(site, reading),
  ]
}

const installed = (record: ContextRecord): ContextRecord => ({
  ...record,
  recorded: { ...record.recorded, installed: true },
})

/** Installs the application of a site, and records that it is installed; nothing is left to do for one that is. */
export const installIntent = (name: string, reading: Reading): Intent => {
  const site = reading.contexts.typed('site', name)
  if (site.installed) return { context: name, steps: [] }
  if (site.platform.locked) throw platformLocked(site)
  return verifyAs(installed(reading.contexts.store.read(name)), reading, (context) =>
    installSteps(context as Site, reading),
  )
}

const longestName = 32

/** A name beside the present one, so that the old database stays until the new site has answered. */
const nameBeside = (name: string): string => {
  const suffix = `_r${randomBytes(2).toString('hex')}`
  return `${name.replace(/_r[0-9a-f]{4}$/, '').slice(0, longestName - suffix.length)}${suffix}`
}

const dropOld = ({ name, uuid, db_server }: Site, database: string): DatabaseAbsent => ({
  kind: 'database',
  host: thisMachine,
  stage: 'cleanup',
  state: 'absent',
  context: name,
  title: `drop the old database ${database}`,
  server: db_server.name,
  name: database,
  owner: uuid,
  adopt: true,
})

/** The account keeps the old database until the new site has answered, and loses it then. */
const keepingOld = (steps: readonly Step[], old: string): readonly Step[] =>
  steps.flatMap((step) =>
    isGrant(step)
      ? [
          { ...step, keeps: [old] },
          { ...step, stage: 'cleanup' as const },
        ]
      : [step],
  )

const isGrant = (step: Step): step is GrantStep => step.kind === 'grant'

/** A reinstallation: which new database takes the place of which old one is decided once, not at each planning. */
export const reinstallation = (): ((name: string, reading: Reading) => Intent) => {
  const beside = new Map<string, string>()
  return (name, reading) => {
    const record = reading.contexts.store.read(name)
    const old = record.recorded['db_name']
    if (typeof old !== 'string') return installAnew(record, reading, () => [])
    if (!beside.has(name)) beside.set(name, nameBeside(old))
    const renamed = { ...record, recorded: { ...record.recorded, db_name: beside.get(name) ?? old } }
    const { context, steps } = installAnew(renamed, reading, (site) => [dropOld(site as Site, old)])
    return { context, steps: keepingOld(steps, old) }
  }
}

const installAnew = (record: ContextRecord, reading: Reading, more: (context: Context) => readonly Step[]): Intent =>
  verifyAs(installed(record), reading, (context) => [...installSteps(context as Site, reading), ...more(context)])
