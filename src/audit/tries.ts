import { posix } from 'node:path'
import type { Planning } from '../contexts/planning.js'
import type { Site } from '../contexts/types/site.js'
import { fillSecrets } from '../contexts/secret.js'
import type { Vault } from '../contexts/vault.js'
import { siteEnvironment, siteUser } from '../applications/environment.js'
import { ProvisionError } from '../errors.js'
import type { Finished, Host } from '../hosts/host.js'
import { command } from '../lib/shell-word.js'
import { type AsUser, runAsUser } from '../steps/common/as-user.js'
import type { IsolationReport } from '../provision/api.js'
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

const scriptPath = (name: string): string => posix.join(packageRoot, 'templates', 'audit', name)

const textOf = (name: string, { reader }: Host): string => reader.text(scriptPath(name)) ?? ''

const variable = 'PROVISION_AUDIT'

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

/** As the user of the site's own PHP, through the root helper. */
const asOwnUser = async (site: Site, as: AsUser, target: Target, { host }: AuditParts): Promise<Tried> => {
  const finished = await runAsUser(['php'], as, host, {
    input: textOf('isolation.php', host),
    env: { [variable]: JSON.stringify(target) },
    timeoutSeconds: 120,
  })
  return tried(site, finished, command`sudo -n ${as.helper} run ${as.user} -- php -v, and mend what it says`)
}

/** The variables that PHP gets with each request in the shared pool. */
const given = (site: Site, { read }: Pick<Vault, 'read'>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(siteEnvironment(site)).map(([name, text]) => [name, fillSecrets(text, read) ?? '']))

/** In the shared pool, which reads a copy of the script that is there only then. */
const inSharedPool = async (site: Site, target: Target, { host, vault }: AuditParts): Promise<Tried> => {
  const [pool] = target.own.pools
  const fix = 'let the user that provisions connect to the socket of php-fpm (listen.group), or: --php_service_type=fpm'
  if (pool === undefined) throw couldNotTry(site, 'no socket of php-fpm is known', fix)
  const input = JSON.stringify({
    pool,
    script: textOf('isolation.php', host),
    variables: { ...given(site, vault), [variable]: JSON.stringify(target) },
  })
  const finished = await host.run(['php', scriptPath('ask-pool.php')], { input, timeoutSeconds: 120 })
  return tried(site, finished, fix)
}

/** Tries all, as PHP of the one site, against the other one. */
export const triesOf = ({ own, other }: Pair, parts: AuditParts): Promise<Tried> => {
  const target = targetOf(own, other, parts.planning)
  const { as } = siteUser(own, parts.planning)
  return as === undefined ? inSharedPool(own, target, parts) : asOwnUser(own, as, target, parts)
}
