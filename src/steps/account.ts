import type { Vault } from '../contexts/vault.js'
import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import {
  type AccountAbsent,
  type AccountPresent,
  type AccountStep,
  changeOf,
  marked,
  missingHosts,
  type ObservedAccounts,
  passwordOf,
  readSteps,
  unwantedHosts,
  wrongHosts,
} from './sql/account-state.js'
import {
  accountsOf,
  alteration,
  createAccounts,
  creationOf,
  dropAccounts,
  grantsOf,
  limitConnections,
  type Login,
  recreation,
  repairAccounts,
} from './sql/accounts.js'
import { claim, forgetAccount, readOwners, refuseForeign, unmarkAccount } from './sql/owners.js'
import { inTwoParts, observePerServer, reached, runPerServer, type Unreachable } from './sql/per-server.js'
import { batches, failure, replay, type Statement, send } from './sql/statements.js'
import { attemptEach, continueWith, prepareEach } from './common/attempt.js'
import { type Outcome, type Prepared, type StepKind, defaultBatch } from './common/kind.js'
import type { World } from './common/world.js'

export type { AccountAbsent, AccountPresent, AccountStep }

/** Undo data of an account that is changed or dropped: statements, with its password as a hash. */
interface Kept {
  readonly host: string
  readonly create: string
  readonly grants: readonly string[]
  /** Its limit of connections, which the statement leaves out where there is none. */
  readonly connections?: number
}

interface Before {
  readonly marked: boolean
  readonly missing: readonly string[]
  readonly kept: readonly Kept[]
}

const keepAccount = async (database: DatabaseServer, user: string, host: string): Promise<Kept> => ({
  host,
  create: await creationOf(database, { user, host }),
  grants: [],
})

const keepWithGrants = async (database: DatabaseServer, user: string, host: string): Promise<Kept> => ({
  ...(await keepAccount(database, user, host)),
  grants: await grantsOf(database, { user, host }),
})

const prepare = async (step: AccountStep, observed: ObservedAccounts, world: World): Promise<Before> => {
  const present = step.state === 'present'
  const hosts = present ? wrongHosts(step, observed) : unwantedHosts(step, observed)
  const keep = present ? keepAccount : keepWithGrants
  const database = await world.database(step.server)
  const limitOf = (host: string) => observed.accounts.find((found) => found.host === host)?.connections ?? 0
  const kept = await Promise.all(
    hosts.map(async (host) => ({ ...(await keep(database, step.user, host)), connections: limitOf(host) })),
  )
  return { marked: observed.owner !== undefined, missing: present ? missingHosts(step, observed) : [], kept }
}

type Present = Prepared<AccountPresent, Before>
type Absent = Prepared<AccountAbsent, Before>

const isPresent = (prepared: Present | Absent): prepared is Present => prepared.step.state === 'present'

const loginsOf = (step: AccountPresent, hosts: readonly string[], vault: Vault): readonly Login[] => {
  const password = passwordOf(step, vault)
  if (password !== undefined)
    return hosts.map((host) => ({ user: step.user, host, password, connections: step.connections }))
  throw new ProvisionError('PROVISION_GRANT_DB_USER_FAILED', `${step.context} has no database password yet`, {
    context: step.context,
  })
}

/** How to set passwords: of new accounts, or of those that have a wrong one. */
interface Setting {
  readonly what: string
  readonly statements: (logins: readonly Login[]) => readonly Statement[]
  readonly hosts: (before: Before) => readonly string[]
}

const creating: Setting = { what: 'create', statements: createAccounts, hosts: ({ missing }) => missing }
const repairing = (flavour: DatabaseServer['flavour']): Setting => ({
  what: 'repair',
  statements: repairAccounts(flavour),
  hosts: ({ kept }) => kept.map(({ host }) => host),
})

const granting = async (step: AccountStep, what: string, answer: Promise<unknown>): Promise<void> => {
  try {
    await answer
  } catch (error) {
    throw failure('PROVISION_GRANT_DB_USER_FAILED', `${what} the account ${step.user}`, step, error)
  }
}

/**
 * Sets many accounts in one statement, several times faster than one by one. If that fails, one by one, to find the
 * cause.
 */
const setAll = async (
  database: DatabaseServer,
  prepared: readonly Present[],
  vault: Vault,
  { what, statements, hosts }: Setting,
): Promise<readonly Outcome[]> => {
  const logins = ({ step, before }: Present) => loginsOf(step, hosts(before), vault)
  const set = async (group: readonly Present[]): Promise<void> => {
    for (const batch of batches(group.flatMap(logins)))
      for (const statement of statements(batch)) await send(database, statement)
  }
  try {
    await set(prepared)
    return prepared.map(() => ({ ok: true }))
  } catch {
    return attemptEach(prepared, (single) => granting(single.step, what, set([single])))
  }
}

const makeAll = async (
  prepared: readonly Present[],
  database: DatabaseServer,
  vault: Vault,
): Promise<readonly Outcome[]> => {
  const claims = prepared.map(({ step: { user, owner, context } }) => ({ name: user, uuid: owner, context }))
  const owners = await claim(database, claims)
  const claimed = await attemptEach(prepared, async ({ step }) => refuseForeign(marked(step), owners.get(step.user)))
  const created = await continueWith(prepared, claimed, (claimants) => setAll(database, claimants, vault, creating))
  return continueWith(prepared, created, (accounts) => setAll(database, accounts, vault, repairing(database.flavour)))
}

const isEverything = ({ except }: AccountAbsent): boolean => except.length === 0

const drop = async (database: DatabaseServer, { step, before }: Absent): Promise<void> => {
  const { user, owner } = step
  const found = (await readOwners(database, [user])).get(user)
  refuseForeign(marked(step), found)
  const hosts = before.kept.map(({ host }) => host)
  await granting(step, 'drop', send(database, dropAccounts(accountsOf(user, hosts))))
  if (isEverything(step)) await forgetAccount(database, { name: user, uuid: owner })
}

const runAll = (
  prepared: readonly Prepared<AccountStep, Before>[],
  database: DatabaseServer,
  vault: Vault,
): Promise<readonly Outcome[]> =>
  inTwoParts<Present, Absent>(prepared as readonly (Present | Absent)[], isPresent, {
    matching: (making) => makeAll(making, database, vault),
    rest: (dropping) => attemptEach(dropping, (prepared) => drop(database, prepared)),
  })

const undoPresent = async (
  database: DatabaseServer,
  { user, owner }: AccountPresent,
  before: Before,
): Promise<void> => {
  const found = (await readOwners(database, [user])).get(user)
  if (found?.uuid !== owner) return
  if (before.missing.length > 0) await send(database, dropAccounts(accountsOf(user, before.missing)))
  await replay(
    database,
    before.kept.map(({ create }) => alteration(create)),
  )
  for (const { host, connections = 0 } of before.kept)
    await send(database, limitConnections({ user, host }, connections))
  if (!before.marked) await unmarkAccount(database, { name: user, uuid: owner })
}

const undoAbsent = async (database: DatabaseServer, step: AccountAbsent, before: Before): Promise<void> => {
  const { user: name, owner: uuid, context } = step
  if (before.marked) refuseForeign(marked(step), (await claim(database, [{ name, uuid, context }])).get(name))
  await replay(
    database,
    before.kept.flatMap(({ create, grants }) => [recreation(create), ...grants]),
  )
}

const undo = (database: DatabaseServer, { step, before }: Prepared<AccountStep, Before>): Promise<void> =>
  step.state === 'present' ? undoPresent(database, step, before) : undoAbsent(database, step, before)

/**
 * Creates, repairs and drops the accounts of sites. Undo restores the old password of a changed account from its hash,
 * and a dropped account with its grants. The registry on the server says who owns an account. An account of another
 * owner is never changed.
 */
export const stepKind: StepKind<AccountStep, ObservedAccounts | Unreachable, Before> = {
  kind: 'account',
  batch: defaultBatch,
  observe: (steps, world) =>
    observePerServer(steps, world, (group, database) => readSteps(group, database, world.vault)),
  change: (step, observed) => changeOf(step, reached(observed)),
  prepare: (observations, run) =>
    prepareEach(observations, ({ step, observed }) => prepare(step, reached(observed), run)),
  run: (prepared, run) => runPerServer(prepared, run, (group, database) => runAll(group, database, run.vault)),
  undo: (prepared, run) =>
    runPerServer(prepared, run, (group, database) => attemptEach(group, (prepared) => undo(database, prepared))),
  undoing: ({ step: { state, user }, before: { kept } }) =>
    state === 'present' && kept.length === 0
      ? { action: 'delete', title: `drop the account ${user}` }
      : { action: state === 'present' ? 'change' : 'create', title: `restore the account ${user}` },
}
