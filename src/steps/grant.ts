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
import { failure, replay, send, unless } from './sql/statements.js'
import { attemptEach, prepareEach } from './common/attempt.js'
import { type Change, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { World } from './common/world.js'

/** An account that may do everything in one database, and nothing anywhere else. */
export interface GrantStep extends OnServer {
  readonly kind: 'grant'
  readonly stage: 'grant' | 'cleanup'
  readonly user: string
  readonly hosts: readonly string[]
  readonly database: string
  /** Other databases that it may go on using for now. */
  readonly keeps?: readonly string[]
}

/** How the rights of one account differ from what is meant. */
interface Difference {
  readonly host: string
  /** Whether it lacks rights on its own database. */
  readonly lacks: boolean
  /** Other databases that it may use, as patterns. */
  readonly others: readonly string[]
  readonly beyond: boolean
  /** Whether it has any rights now. */
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
    ...(lacks ? [`all rights for ${host}`] : []),
    ...(others.length > 0 ? [`no longer ${others.join(', ')} for ${host}`] : []),
    ...(beyond ? [`nothing beyond its database for ${host}`] : []),
  ].join('; ')

const change = ({ differences }: Observed): Change | undefined => {
  if (differences.length === 0) return undefined
  const action = differences.every(({ any }) => !any) ? 'create' : 'change'
  return { action, detail: differences.map(described).join('; ') }
}

/** A difference, and the statements that give back what the account may do now. */
interface Kept extends Difference {
  readonly grants: readonly string[]
}

interface Before {
  readonly accounts: readonly Kept[]
}

const prepare = async (step: GrantStep, { differences }: Observed, world: World): Promise<Before> => {
  if (differences.every(({ any }) => !any)) return { accounts: differences.map((one) => ({ ...one, grants: [] })) }
  const database = await world.database(step.server)
  const keep = async (one: Difference): Promise<Kept> => ({
    ...one,
    grants: one.any ? await grantsOf(database, { user: step.user, host: one.host }) : [],
  })
  return { accounts: await Promise.all(differences.map(keep)) }
}

const revokeAll = async (database: DatabaseServer, account: Account, grants: readonly string[]): Promise<void> => {
  if (database.flavour === 'mysql') await replay(database, revokeRoles(grants))
  await send(database, revokeEverything(account))
}

/** What reaches too far goes first; the own database is granted before others are taken away, so that the site goes on. */
const apply = async (database: DatabaseServer, { step, before }: Prepared<GrantStep, Before>): Promise<void> => {
  const { user } = step
  const { accounts } = before
  for (const { host, beyond, grants } of accounts) if (beyond) await revokeAll(database, { user, host }, grants)
  const lacking = accounts.filter(({ lacks, beyond }) => lacks || beyond).map(({ host }) => host)
  if (lacking.length > 0) await send(database, grantAll(step.database, user, lacking))
  for (const { host, others, beyond } of accounts)
    if (!beyond)
      for (const other of others) await unless(noAccountOrGrant, send(database, revokePattern(other, { user, host })))
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

const giveBack = async (database: DatabaseServer, user: string, { host, grants }: Kept): Promise<void> => {
  await unless(noAccountOrGrant, send(database, revokeEverything({ user, host })))
  await replay(database, grants)
}

const undo = async (database: DatabaseServer, { step, before }: Prepared<GrantStep, Before>): Promise<void> => {
  for (const account of before.accounts) await giveBack(database, step.user, account)
}

/** Grants the account of a site its database, and revokes what else it may do. Never needs FLUSH PRIVILEGES. */
export const stepKind: StepKind<GrantStep, Observed | Unreachable, Before> = {
  kind: 'grant',
  batch: defaultBatch,
  observe: (steps, world) => observePerServer(steps, world, read),
  change: (_, observed) => change(reached(observed)),
  prepare: (observations, run) =>
    prepareEach(observations, ({ step, observed }) => prepare(step, reached(observed), run)),
  run: (prepared, run) =>
    runPerServer(prepared, run, (some, database) => attemptEach(some, (one) => grantOne(database, one))),
  undo: (prepared, run) =>
    runPerServer(prepared, run, (some, database) => attemptEach(some, (one) => undo(database, one))),
}
