import { type Acl, type AclEntries, type Rights, rightsOf } from '../hosts/acl.js'
import { type SiteOn, writableMode } from './site-on.js'

const nothing: Rights = '---'
export const reads: Rights = 'r-x'
const everything: Rights = 'rwx'

type Named = AclEntries['named']

export const forGroups = (names: readonly string[], rights: Rights): Named =>
  Object.fromEntries(names.map((name) => [`group:${name}`, rights]))

const forPhp = ({ site: { php_user } }: SiteOn, rights: Rights, kind: 'user' | 'group' = 'group'): Named =>
  php_user === undefined ? {} : { [`${kind}:${php_user}`]: rights }

const owningRights = (mode: number): Rights => rightsOf((mode >> 3) & 7)

/**
 * An ACL with these entries; null without any, undefined where there never were. The owning group is the web server's. With
 * a user of its own for PHP it may no more than `web`, and in the shared pool what the mode says.
 */
export const aclFor = (
  { site, hasAcls }: SiteOn,
  { named, mode, web = nothing }: { readonly named: Named; readonly mode: number; readonly web?: Rights },
): Acl | null | undefined => {
  if (Object.keys(named).length === 0) return hasAcls ? null : undefined
  return { owningGroup: site.php_user === undefined ? owningRights(mode) : web, named }
}

/** The same for a folder where PHP writes: all keep their rights on what another one makes. */
export const sharedAcl = (on: SiteOn, web: Rights, groups: Rights = everything): Acl | null | undefined => {
  const named = { ...forGroups(on.groups, groups), ...forPhp(on, everything) }
  const acl = aclFor(on, { named, mode: writableMode, web })
  return acl ? { ...acl, inherited: { ...acl, named: { ...named, [`user:${on.scriptUser}`]: everything } } } : acl
}

/**
 * The ACL of code that groups change. PHP is in the group of its client, and has an entry of its own, which comes before
 * that of the group: it only reads.
 */
export const codeAcl = (on: SiteOn): Acl | null | undefined => {
  if (!on.site.acl_code || on.groups.length === 0) return on.hasAcls ? null : undefined
  const named = { ...forGroups(on.groups, everything), ...forPhp(on, reads, 'user') }
  const below = { ...named, [`user:${on.scriptUser}`]: everything }
  return {
    owningGroup: everything,
    named,
    inherited: { owningGroup: everything, named: below, others: reads },
  }
}

export const withAcl = (acl: Acl | null | undefined): { readonly acl?: Acl | null } =>
  acl === undefined ? {} : { acl }

/** Groups change it where they may change code; PHP always does. */
export const changeableAcl = (on: SiteOn): Acl | null | undefined =>
  sharedAcl(on, reads, on.site.acl_code ? everything : reads)

export const namesIn = (acl: Acl | null | undefined): readonly string[] =>
  acl ? Object.keys({ ...acl.named, ...acl.inherited?.named }) : []

/** Who reads settings, besides the owner: PHP as its own user, and people. */
export const readers = ({ site: { php_user }, groups }: SiteOn): readonly string[] => [
  ...(php_user === undefined ? [] : [php_user]),
  ...groups,
]
