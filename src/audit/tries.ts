import { posix } from 'node:path'
import { credentialsOf } from '../contexts/credentials.js'
import type { Planning } from '../contexts/planning.js'
import { fillSecrets } from '../contexts/secret.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import type { Vault } from '../contexts/vault.js'
import { ProvisionError } from '../errors.js'
import type { Finished, Host } from '../hosts/host.js'
import type { IsolationReport, IsolationTry } from '../provision/api.js'
import { poolId, poolServer } from '../services/php/confinement.js'
import { hasMade, installation } from '../services/php/pools/place.js'
import { asRoot } from '../steps/common/root-helper.js'
import { packageRoot } from '../templates/package-root.js'
import { type Target, targetOf } from './target.js'

export type Tried = Required<Pick<IsolationReport, 'user' | 'tries'>>

/** A site that tries, and the one that it tries to get at. */
export interface Pair {
  readonly own: Site
  readonly other: Site
}

/** What the tries act on. */
export interface AuditParts {
  readonly planning: Planning
  readonly vault: Pick<Vault, 'read'>
  readonly host: Host
}

const scripts = posix.join(packageRoot, 'templates', 'audit')
const timeoutSeconds = 120

const couldNotTry = (site: Site, why: string, fix: string): ProvisionError =>
  new ProvisionError('PROVISION_AUDIT_NOT_TRIED', `cannot try as PHP of ${site.name}: ${why}`, {
    context: site.name,
    fix,
  })

const tried = (site: Site, { stdout, stderr }: Finished, fix: string): Tried => {
  try {
    return JSON.parse(stdout) as Tried
  } catch {
    throw couldNotTry(site, stderr.trim().split('\n')[0] || 'it printed no result', fix)
  }
}

/** The scripts are root's, so that nobody chooses what a pool is asked to run; they must be those of this version. */
const requireScripts = (site: Site, server: Server, { reader }: Host): void => {
  const installed = posix.join(posix.dirname(server.root_helper), 'audit')
  const isOurs = (name: string): boolean =>
    reader.text(posix.join(installed, name)) === reader.text(posix.join(scripts, name))
  if (reader.list(scripts).every(isOurs)) return
  throw couldNotTry(site, 'the root helper is of another version', installation(server))
}

/** Has the root helper run the tries, in the pool of a site or as nobody in the group of a client. */
const byHelper = async (
  [as, name]: readonly ['pool' | 'login', string],
  { own, server, target }: { readonly own: Site; readonly server: Server; readonly target: Target },
  { host }: AuditParts,
): Promise<Tried> => {
  requireScripts(own, server, host)
  const words = await asRoot(host, [server.root_helper, 'audit', as, name])
  const finished = await host.run(words, { input: JSON.stringify(target), timeoutSeconds })
  return tried(own, finished, 'mend what it says, then retry')
}

/** The credentials that PHP gets with each request in the shared pool. */
const givenTo = (site: Site, { read }: Pick<Vault, 'read'>): Readonly<Record<string, string>> =>
  Object.fromEntries(credentialsOf(site).map(({ name, quoted }) => [name, fillSecrets(quoted('plain'), read) ?? '']))

/** In the shared pool, to whose socket the user that provisions connects. */
const inSharedPool = async (site: Site, target: Target, { host, vault }: AuditParts): Promise<Tried> => {
  const [pool] = target.own.pools
  const fix = `let the user that provisions connect to the socket of php-fpm (listen.group), and the pool read ${scripts}; or: --php_service_type=fpm`
  if (pool === undefined) throw couldNotTry(site, 'no socket of php-fpm is known', fix)
  const words = ['php', posix.join(scripts, 'ask-pool.php'), pool, posix.join(scripts, 'isolation.php')] as const
  const input = JSON.stringify({ ...target, own: { ...target.own, given: givenTo(site, vault) } })
  return tried(site, await host.run([...words], { input, timeoutSeconds }), fix)
}

const noLogin = (detail: string): readonly IsolationTry[] => [
  { as: 'login', kind: 'read', what: 'what the group of its client may', result: 'not tried', detail },
]

/** As somebody who is in the group of the client and is not its user, as its people are. */
const asLogin = async (own: Site, target: Target, parts: AuditParts): Promise<readonly IsolationTry[]> => {
  const { client } = own
  if (client === undefined) return noLogin('it has no client')
  const server = poolServer(own, parts.planning)
  if (server === undefined || !hasMade(`clients/${client.unix_name}`, server, parts.planning))
    return noLogin(`the root helper has made no group ${client.unix_name}`)
  return (await byHelper(['login', client.unix_name], { own, server, target }, parts)).tries
}

/** Tries all, by all ways that lead out of the one site, against the other one. */
export const triesOf = async ({ own, other }: Pair, parts: AuditParts): Promise<Tried> => {
  const target = targetOf(own, other, parts.planning)
  const server = own.php_user === undefined ? undefined : poolServer(own, parts.planning)
  const { user, tries } =
    server === undefined
      ? await inSharedPool(own, target, parts)
      : await byHelper(['pool', poolId(own)], { own, server, target }, parts)
  return { user, tries: [...tries, ...(await asLogin(own, target, parts))] }
}
