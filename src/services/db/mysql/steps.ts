import { thisMachine } from '../../../hosts/reader.js'
import { generated } from '../../../contexts/credentials.js'
import type { Planning } from '../../../contexts/planning.js'
import { secretMark } from '../../../contexts/secret.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { AccountAbsent, AccountPresent } from '../../../steps/account.js'
import type { DatabaseAbsent, DatabasePresent } from '../../../steps/database.js'
import type { EmptyDatabaseStep } from '../../../steps/empty-database.js'
import type { GrantStep } from '../../../steps/grant.js'
import type { SecretStep } from '../../../steps/secret.js'
import { memoize } from '../../../lib/memoize.js'
import { databaseNames, nameFor } from '../names.js'

const passwordLength = 24

/**
 * Whether recorded names prove that database and account belong to the site, even without a registry row: an imported
 * site has its own names, and an installed site has used them. A name chosen just now proves nothing.
 */
const isKnown = memoize((site: Site): boolean => {
  if (site.installed) return true
  const chosen = nameFor(site)
  return [site.db_name, site.db_user].some((name) => name !== undefined && name !== chosen)
})

const target = (site: Site, server: Server) => ({
  host: thisMachine,
  context: site.name,
  server: server.name,
})

const owned = (site: Site, server: Server) => ({ ...target(site, server), owner: site.uuid, adopt: isKnown(site) })

export const passwordStep = (site: Site, planning: Planning): SecretStep => ({
  kind: 'secret',
  stage: 'secret',
  host: thisMachine,
  context: site.name,
  ...generated(site, `password for the database of ${site.uri}`, planning),
  owner: site.name,
  property: 'db_passwd',
  length: passwordLength,
})

export const accountStep = (site: Site, server: Server, hosts: readonly string[]): AccountPresent => {
  const { db_user: user } = databaseNames(site)
  return {
    ...owned(site, server),
    kind: 'account',
    stage: 'account',
    state: 'present',
    title: `create the account ${user} for ${hosts.join(' and ')}`,
    user,
    hosts,
    password: secretMark(site.name, 'db_passwd'),
    connections: site.db_connections,
  }
}

export const databaseStep = (site: Site, server: Server): DatabasePresent => {
  const { db_name: name } = databaseNames(site)
  const { installation_proof: proof } = site
  return {
    ...owned(site, server),
    kind: 'database',
    stage: 'database',
    state: 'present',
    title: `create the database ${name}`,
    name,
    charset: 'utf8mb4',
    holds: {
      what: `the database ${name} on ${server.name}`,
      staysFilled: true,
      isInstallation: true,
      ...(proof === undefined ? {} : { proof }),
    },
  }
}

interface Reach {
  readonly hosts: readonly string[]
  /** Other databases that the account may still use for now. */
  readonly keeps: readonly string[]
}

export const grantStep = (site: Site, server: Server, { hosts, keeps }: Reach): GrantStep => {
  const { db_name: database, db_user: user } = databaseNames(site)
  return {
    ...target(site, server),
    kind: 'grant',
    stage: 'grant',
    title: `grant the account ${user} all privileges on the database ${database}`,
    user,
    hosts,
    database,
    ...(keeps.length === 0 ? {} : { keeps }),
  }
}

/** Drops the account for all hosts except those in `except`. */
export const withdrawnAccount = (site: Site, server: Server, except: readonly string[]): AccountAbsent => {
  const { db_user: user } = databaseNames(site)
  const others = except.length > 0 ? ` for hosts other than ${except.join(' and ')}` : ''
  return {
    ...owned(site, server),
    kind: 'account',
    stage: 'withdraw',
    state: 'absent',
    title: `drop the account ${user}${others}`,
    user,
    except,
  }
}

export const droppedDatabase = (site: Site, server: Server): DatabaseAbsent => {
  const { db_name: name } = databaseNames(site)
  return {
    ...owned(site, server),
    kind: 'database',
    stage: 'cleanup',
    state: 'absent',
    title: `drop the database ${name}`,
    name,
  }
}

/** The database must be empty before an installation, because any data in it belongs to somebody. */
export const emptyDatabase = (site: Site, server: Server): EmptyDatabaseStep => {
  const { db_name: name } = databaseNames(site)
  return {
    ...target(site, server),
    kind: 'empty-database',
    stage: 'grant',
    title: `check that the database ${name} is empty`,
    name,
  }
}
