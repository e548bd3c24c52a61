import { fillSecrets } from '../../contexts/secret.js'
import type { Vault } from '../../contexts/vault.js'
import { ProvisionError } from '../../errors.js'
import type { DatabaseServer } from '../../hosts/database.js'
import { groupBy } from '../../lib/group-by.js'
import type { Change } from '../common/kind.js'
import { readAccounts } from './accounts.js'
import { type Marked, type Owner, readOwners, refuseForeign, refuseSystemName, refuseUnmarked } from './owners.js'
import { passwordHolds } from './password.js'
import type { OnServer } from './per-server.js'
import { command } from '../../lib/shell-word.js'

interface OfAccount extends OnServer {
  readonly kind: 'account'
  readonly user: string
  /** UUID of the context, as in the registry on the server. */
  readonly owner: string
  /** Whether to adopt (or drop) an account without an owner, because it is known to belong to the context. */
  readonly adopt: boolean
}

/** An account that must exist for each of the hosts, with this password. Accounts for other hosts are ignored. */
export interface AccountPresent extends OfAccount {
  readonly stage: 'account'
  readonly state: 'present'
  readonly hosts: readonly string[]
  /** A secret mark. */
  readonly password: string
  /** Connections that it may have open at the same time. 0: as many as the server takes. */
  readonly connections: number
}

/** An account that must not exist, except for the hosts in `except`. Its grants are removed with it. */
export interface AccountAbsent extends OfAccount {
  readonly stage: 'withdraw'
  readonly state: 'absent'
  readonly except: readonly string[]
}

export type AccountStep = AccountPresent | AccountAbsent

interface Found {
  readonly host: string
  /** Whether its password is the wanted one. */
  readonly holds: boolean
  readonly administers: boolean
  /** What keeps it from connecting. */
  readonly restrictions: readonly string[]
  readonly connections: number
}

export interface ObservedAccounts {
  readonly accounts: readonly Found[]
  readonly owner: Owner | undefined
}

export const marked = (step: AccountStep): Marked => ({ ...step, kind: 'account', name: step.user })

export const passwordOf = ({ password }: AccountPresent, { read }: Vault): string | undefined =>
  fillSecrets(password, read)

/** Reads accounts and owners of many steps in two queries. */
export const readSteps = async (
  steps: readonly AccountStep[],
  database: DatabaseServer,
  vault: Vault,
): Promise<readonly ObservedAccounts[]> => {
  const users = [...new Set(steps.map(({ user }) => user))]
  const accounts = await readAccounts(database, users)
  const owners = await readOwners(database, users)
  return steps.map((step) => {
    const password = step.state === 'present' ? passwordOf(step, vault) : undefined
    const found = (accounts.get(step.user) ?? []).map(
      ({ host, administers, restrictions, connections, plugin, kept }) => ({
        host,
        administers,
        restrictions,
        connections,
        holds: password !== undefined && passwordHolds(password, plugin, kept),
      }),
    )
    return { accounts: found, owner: owners.get(step.user) }
  })
}

export const missingHosts = ({ hosts }: AccountPresent, { accounts }: ObservedAccounts): readonly string[] =>
  hosts.filter((wanted) => !accounts.some(({ host }) => host === wanted))

const wrongOf = (step: AccountPresent, { holds, restrictions, connections }: Found): readonly string[] => [
  ...(holds ? [] : ['password']),
  ...restrictions,
  ...(connections === step.connections ? [] : [`connections ${connections} → ${step.connections}`]),
]

export const wrongHosts = (step: AccountPresent, { accounts }: ObservedAccounts): readonly string[] =>
  accounts.filter((found) => step.hosts.includes(found.host) && wrongOf(step, found).length > 0).map(({ host }) => host)

/** How the accounts differ: `password for localhost`, `locked for localhost`. */
const wrongDetails = (step: AccountPresent, { accounts }: ObservedAccounts): readonly string[] => {
  const words = accounts
    .filter(({ host }) => step.hosts.includes(host))
    .flatMap((found) => wrongOf(step, found).map((word) => [word, found.host] as const))
  return [...groupBy(words, ([word]) => word)].map(
    ([word, group]) => `${word} for ${group.map(([, host]) => host).join(', ')}`,
  )
}

export const unwantedHosts = ({ except }: AccountAbsent, { accounts }: ObservedAccounts): readonly string[] =>
  accounts.map(({ host }) => host).filter((host) => !except.includes(host))

const refuseAdministrator = ({ user, server, context }: AccountStep): never => {
  throw new ProvisionError('PROVISION_FOREIGN_OWNER', `the account ${user} on ${server} administers the server`, {
    context,
    fix: command`it cannot be the account of a site; correct db_user in the context file of ${context}`,
  })
}

const refuseTakeover = (step: AccountStep, { accounts }: ObservedAccounts): void => {
  if (accounts.length > 0 && !step.adopt) refuseUnmarked(marked(step))
  if (accounts.some(({ administers }) => administers)) refuseAdministrator(step)
}

const changeToPresent = (step: AccountPresent, observed: ObservedAccounts): Change | undefined => {
  if (observed.owner === undefined) refuseTakeover(step, observed)
  const missing = missingHosts(step, observed)
  if (missing.length > 0 && missing.length === step.hosts.length) return { action: 'create' }
  const details = [
    ...(missing.length > 0 ? [`for ${missing.join(', ')}`] : []),
    ...wrongDetails(step, observed),
    ...(observed.owner === undefined ? [`now owned by ${step.context}`] : []),
  ]
  return details.length > 0 ? { action: 'change', detail: details.join('; ') } : undefined
}

const changeToAbsent = (step: AccountAbsent, observed: ObservedAccounts): Change | undefined => {
  const unwanted = unwantedHosts(step, observed)
  if (unwanted.length === 0 || (observed.owner === undefined && !step.adopt)) return undefined
  if (observed.owner === undefined) refuseTakeover(step, observed)
  return { action: 'delete', detail: `for ${unwanted.join(', ')}` }
}

export const changeOf = (step: AccountStep, observed: ObservedAccounts): Change | undefined => {
  refuseSystemName(marked(step))
  refuseForeign(marked(step), observed.owner)
  return step.state === 'present' ? changeToPresent(step, observed) : changeToAbsent(step, observed)
}
