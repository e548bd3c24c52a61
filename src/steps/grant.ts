import type { DatabaseServer } from '../hosts/database.js'
import { type Account, grantsOf } from './sql/accounts.js'
import {
  grantAll,
  patternOf,
  type Reach,
  readReaches,
  revokeEverything,
  revokePattern,
  revokeRoles,
} from './sql/grants.js'
import { observePerServer, type OnServer, reached, runPerServer, type Unreachable } from './sql/per-server.js'
import { failure, replay, send, ignoringErrors } from './sql/statements.js'
import { attemptEach, prepareEach } from './common/attempt.js'
import { type Change, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { World } from './common/world.js'

/** An account that has all privileges on one database, and none elsewhere. */
export interface GrantStep extends OnServer {
  readonly kind: 'grant'
  readonly stage: 'grant' | 'cleanup'
  readonly user: string
  readonly hosts: readonly string[]
  readonly database: string
  /** Other databases that it may still use for now. */
  readonly keeps?: readonly string[]
}

/** How the privileges of one account differ from the wanted ones. */
interface Difference {
  readonly host: string
  /** Whether it lacks privileges on its own database. */
  readonly lacks: boolean
  /** Other databases that it may use, as patterns. */
  readonly others: readonly string[]
  readonly beyond: boolean
  /** Whether it has any privileges now. */
  readonly any: boolean
}

interface Observed {
  readonly differences: readonly Difference[]
}

const noAccountOrGrant = [1133, 1141, 1147, 1269]

const difference = ({ database, keeps = [] }: GrantStep, host: string, reach: Reach | undefined): Difference => {
  const own = patternOf(database)
  const kept = new Set([database, ...keeps].map(patternOf))
  const patterns = reach?.patterns ?? []
  const beyond = reach?.beyond ?? false
  return {
    host,
    lacks: !patterns.some(({ pattern, all }) => pattern === own && all),
    others: patterns.map(({ pattern }) => pattern).filter((pattern) => !kept.has(pattern)),
    beyond,
    any: beyond || patterns.length > 0,
  }
}

const differs = ({ lacks, others, beyond }: Difference): boolean => lacks || beyond || others.length > 0

const read = async (steps: readonly GrantStep[], database: DatabaseServer): Promise<readonly Observed[]> => {
  const reaches = await readReaches(database, [...new Set(steps.map(({ user }) => user))])
  return steps.map((step) => ({
    differences: step.hosts.map((host) => difference(step, host, reaches.get(`${step.user}@${host}`))).filter(differs),
  }))
}

const described = ({ host, lacks, others, beyond }: Difference): string =>
  [
    ...(lacks ? [`all privileges for ${host}`] : []),
    ...(others.length > 0 ? [`revoke ${others.join(', ')} for ${host}`] : []),
    ...(beyond ? [`revoke everything else for ${host}`] : []),
  ].join('; ')

const change = ({ differences }: Observed): Change | undefined => {
  if (differences.length === 0) return undefined
  const action = differences.every(({ any }) => !any) ? 'create' : 'change'
  return { action, detail: differences.map(described).join('; ') }
}

/** A difference, and the statements that restore the present privileges. */
interface Kept extends Difference {
  readonly grants: readonly string[]
}

interface Before {
  readonly accounts: readonly Kept[]
}

const prepare = async (step: GrantStep, { differences }: Observed, world: World): Promise<Before> => {
  if (differences.every(({ any }) => !any))
    return { accounts: differences.map((difference) => ({ ...difference, grants: [] })) }
  const database = await world.database(step.server)
  const keep = async (difference: Difference): Promise<Kept> => ({
    ...difference,
    grants: difference.any ? await grantsOf(database, { user: step.user, host: difference.host }) : [],
  })
  return { accounts: await Promise.all(differences.map(keep)) }
}

const revokeAll = async (database: DatabaseServer, account: Account, grants: readonly string[]): Promise<void> => {
  if (database.flavour === 'mysql') await replay(database, revokeRoles(grants))
  await send(database, revokeEverything(account))
}

/**
 * First revokes privileges beyond databases. Grants the own database before it revokes others, so that the site keeps
 * working.
 */
const apply = async (database: DatabaseServer, { step, before }: Prepared<GrantStep, Before>): Promise<void> => {
  const { user } = step
  const { accounts } = before
  for (const { host, beyond, grants } of accounts) if (beyond) await revokeAll(database, { user, host }, grants)
  const lacking = accounts.filter(({ lacks, beyond }) => lacks || beyond).map(({ host }) => host)
  if (lacking.length > 0) await send(database, grantAll(step.database, user, lacking))
  for (const { host, others, beyond } of accounts)
    if (!beyond)
      for (const other of others)
        await ignoringErrors(noAccountOrGrant, send(database, revokePattern(other, { user, host })))
}

const grantOne = async (database: DatabaseServer, prepared: Prepared<GrantStep, Before>): Promise<void> => {
  const { step } = prepared
  try {
    await apply(database, prepared)
  } catch (error) {
    const what = `grant the database ${step.database} to the account ${step.user}`
    throw failure('PROVISION_GRANT_DB_USER_FAILED', what, step, error)
  }
}

const restoreGrants = async (database: DatabaseServer, user: string, { host, grants }: Kept): Promise<void> => {
  await ignoringErrors(noAccountOrGrant, send(database, revokeEverything({ user, host })))
  await replay(database, grants)
}

const undo = async (database: DatabaseServer, { step, before }: Prepared<GrantStep, Before>): Promise<void> => {
  for (const account of before.accounts) await restoreGrants(database, step.user, account)
}

/** Grants the account of a site its database, and revokes everything else. Never needs FLUSH PRIVILEGES. */
export const stepKind: StepKind<GrantStep, Observed | Unreachable, Before> = {
  kind: 'grant',
  batch: defaultBatch,
  observe: (steps, world) => observePerServer(steps, world, read),
  change: (_, observed) => change(reached(observed)),
  prepare: (observations, run) =>
    prepareEach(observations, ({ step, observed }) => prepare(step, reached(observed), run)),
  run: (prepared, run) =>
    runPerServer(prepared, run, (group, database) => attemptEach(group, (prepared) => grantOne(database, prepared))),
  undo: (prepared, run) =>
    runPerServer(prepared, run, (group, database) => attemptEach(group, (prepared) => undo(database, prepared))),
  undoing: ({ step: { user, database } }) => ({
    action: 'change',
    title: `restore the privileges of the account ${user} on the database ${database}`,
  }),
}
