import { thisMachine } from '../../../hosts/reader.js'
import { secretMark } from '../../../contexts/secret.js'
import type { Server } from '../../../contexts/types/server.js'
import type { Site } from '../../../contexts/types/site.js'
import type { AccountAbsent, AccountPresent } from '../../../steps/account.js'
import type { DatabaseServerStep } from '../../../steps/database-server.js'
import type { DatabaseAbsent, DatabasePresent } from '../../../steps/database.js'
import type { GrantStep } from '../../../steps/grant.js'
import type { SecretStep } from '../../../steps/secret.js'
import { memoize } from '../../../lib/memoize.js'
import { webServerHosts } from '../address.js'
import { databaseNames, nameFor } from '../names.js'

const passwordLength = 24

/**
 * What is there under a recorded name is the site's, even without a mark: an imported site has names of its own, and
 * an installed one has been using them. A name that was only just chosen is no proof.
 */
const isKnown = memoize((site: Site): boolean => {
  if (site.installed) return true
  const chosen = nameFor(site)
  return [site.db_name, site.db_user].some((name) => name !== undefined && name !== chosen)
})

const about = (site: Site) => ({ context: site.name, server: site.db_server.name })

const owned = (site: Site) => ({ ...about(site), owner: site.uuid, adopt: isKnown(site) })

export const passwordStep = (site: Site): SecretStep => ({
  kind: 'secret',
  host: thisMachine,
  stage: 'secret',
  context: site.name,
  title: `choose the password of the database of ${site.uri}`,
  owner: site.name,
  property: 'db_passwd',
  length: passwordLength,
})

export const accountStep = (site: Site): AccountPresent => {
  const { db_user: user } = databaseNames(site)
  const hosts = webServerHosts(site)
  return {
    ...owned(site),
    kind: 'account',
    host: thisMachine,
    stage: 'account',
    state: 'present',
    title: `make the account ${user} for ${hosts.join(' and ')}`,
    user,
    hosts,
    password: secretMark(site.name, 'db_passwd'),
  }
}

export const databaseStep = (site: Site): DatabasePresent => {
  const { db_name: name } = databaseNames(site)
  return {
    ...owned(site),
    kind: 'database',
    host: thisMachine,
    stage: 'database',
    state: 'present',
    title: `create the database ${name}`,
    name,
    charset: 'utf8mb4',
  }
}

export const grantStep = (site: Site): GrantStep => {
  const { db_name: database, db_user: user } = databaseNames(site)
  return {
    ...about(site),
    kind: 'grant',
    host: thisMachine,
    stage: 'grant',
    title: `let the account ${user} use the database ${database}, and nothing else`,
    user,
    hosts: webServerHosts(site),
    database,
  }
}

/** Gone for all hosts but those of `except`. */
export const withdrawnAccount = (site: Site, except: readonly string[]): AccountAbsent => {
  const { db_user: user } = databaseNames(site)
  const others = except.length > 0 ? ` for hosts other than ${except.join(' and ')}` : ''
  return {
    ...owned(site),
    kind: 'account',
    host: thisMachine,
    stage: 'withdraw',
    state: 'absent',
    title: `drop the account ${user}${others}`,
    user,
    except,
  }
}

export const droppedDatabase = (site: Site): DatabaseAbsent => {
  const { db_name: name } = databaseNames(site)
  return {
    ...owned(site),
    kind: 'database',
    host: thisMachine,
    stage: 'cleanup',
    state: 'absent',
    title: `drop the database ${name}`,
    name,
  }
}

export const serverStep = (server: Server): DatabaseServerStep => ({
  kind: 'database-server',
  host: thisMachine,
  stage: 'account',
  context: server.name,
  title: `check that ${server.name} makes databases and accounts`,
  server: server.name,
})
