import type { Site } from '../contexts/types/site.js'
import { ProvisionError, usage } from '../errors.js'
import { command } from '../lib/shell-word.js'
import { allPresent } from '../planning/select.js'
import type { TaskPlanning } from '../planning/planning.js'
import type { AuditRequest } from '../provision/api.js'
import { runsPhp } from '../applications/application.js'
import type { Pair } from './tries.js'

const isAudited = (site: Site): boolean => runsPhp(site.platform.serving) && site.installed

/** The sites that are named, or all that run PHP. */
const chosen = (names: readonly string[], { contexts }: TaskPlanning): readonly Site[] => {
  const wanted = names.length > 0 ? names : allPresent(contexts)
  return wanted.flatMap((name) => {
    const context = contexts.get(name)
    if (context.type === 'site' && isAudited(context)) return [context]
    if (names.length === 0) return []
    throw usage(`${name} is no installed site that runs PHP`, 'name such sites, or none for all of them')
  })
}

const isOther = (own: Site, other: Site): boolean =>
  other.platform.web_server.name === own.platform.web_server.name && other.client?.name !== own.client?.name

/** A site of another client on the same server. */
const neighbour = (own: Site, sites: readonly Site[]): Site => {
  const other = sites.find((site) => isAudited(site) && isOther(own, site))
  if (other !== undefined) return other
  throw new ProvisionError('PROVISION_AUDIT_NOT_TRIED', `${own.name}: no site of another client is on its server`, {
    context: own.name,
    fix: command`name one to try against: provision-audit isolation ${own.name} --against=@NAME`,
  })
}

/** Who tries, and against whom; or why nobody can be tried against. */
export const pairsOf = (
  { names, against }: AuditRequest,
  planning: TaskPlanning,
): readonly (Pair | { readonly own: Site; readonly error: ProvisionError })[] => {
  const sites = planning.ofType('site') as readonly Site[]
  const trying = chosen(names, planning).filter((own) => own.name !== against)
  if (trying.length === 0)
    throw new ProvisionError('PROVISION_AUDIT_NOT_TRIED', 'no installed site that runs PHP could try', {
      fix: 'provision-list --type=site shows the sites',
    })
  const given = against === undefined ? undefined : chosen([against], planning)[0]
  return trying.map((own) => {
    try {
      return { own, other: given ?? neighbour(own, sites) }
    } catch (error) {
      if (error instanceof ProvisionError) return { own, error }
      throw error
    }
  })
}
