import { posix } from 'node:path'
import { type Planning, wasVerified } from '../contexts/planning.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { changesHands, credentialsOf } from '../contexts/credentials.js'
import { type Acl, type AclEntries, type Rights, rightsOf } from '../hosts/acl.js'
import type { HostReader } from '../hosts/reader.js'
import { aclServer, groupsOf } from '../services/acl/groups.js'
import type { Transition } from '../services/planner.js'
import { type StepPlace, createFolder, removePath, writeFile } from '../steps/common/make.js'
import { ownerFile, ownerPath } from '../steps/common/owner-tag.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { CodeTreeStep } from '../steps/code-tree.js'
import type { SharedFilesStep } from '../steps/shared-files.js'
import { render } from '../templates/render.js'
import { codePlace } from './code-host.js'
import { siteHelper } from './environment.js'

/** Everyone on the machine may read. Only the script user may write. */
export const readableMode = 0o755
/**
 * Folders that PHP writes to. The web server's group may write, new folders inherit the group, and nobody else may
 * read.
 */
export const writableMode = 0o2770
/** Code from users in the script user's group. The web server only reads it. */
export const codeMode = 0o2775
/** Settings are readable only for the web server, and protected against accidental writes by the script user. */
const settingsMode = 0o440

export const groupOf = ({ web_group }: Server): { readonly group?: string } =>
  web_group === undefined ? {} : { group: web_group }

/** A site on its web server. */
export interface SiteOn {
  readonly site: Site
  readonly server: Server
  readonly place: StepPlace
  /** Whether what is in its places is known to belong to it. */
  readonly adopt: boolean
  /** The user that Provision runs as, who keeps its rights on what PHP makes. */
  readonly scriptUser: string
  /** Whether the site may have had ACLs before, or may have them later. */
  readonly hasAcls: boolean
  /** The root helper, where the site has had PHP of its own or may have it. */
  readonly helper: { readonly helper?: string }
  /** Whether its server offers access to groups. */
  readonly isShared: boolean
  /** Groups whose members work on the site, besides its PHP. */
  readonly groups: readonly string[]
  /** The root helper, where PHP of another user has made files until now. */
  readonly sharer: string | undefined
}

export const siteOn = (site: Site, server: Server, planning: Planning): SiteOn => ({
  site,
  server,
  adopt: wasVerified(site.name, planning),
  place: codePlace(site, server, planning),
  scriptUser: planning.host(server).facts.user.name,
  hasAcls: planning.servers(site, 'php').length > 0 || aclServer(site, planning) !== undefined,
  helper: siteHelper(site, planning),
  isShared: aclServer(site, planning) !== undefined,
  groups: groupsOf(site, planning),
  sharer: changesHands(site, planning) ? planning.servers(site, 'php')[0]?.root_helper : undefined,
})

const nothing: Rights = '---'
const reads: Rights = 'r-x'
const everything: Rights = 'rwx'

type Named = AclEntries['named']

const forGroups = (names: readonly string[], rights: Rights): Named =>
  Object.fromEntries(names.map((name) => [`group:${name}`, rights]))

const forPhp = ({ site: { php_user } }: SiteOn, rights: Rights, kind: 'user' | 'group' = 'group'): Named =>
  php_user === undefined ? {} : { [`${kind}:${php_user}`]: rights }

const owningRights = (mode: number): Rights => rightsOf((mode >> 3) & 7)

/**
 * An ACL with these entries; null without any, undefined where there never were. The owning group is the web server's. With
 * a user of its own for PHP it may no more than `web`, and in the shared pool what the mode says.
 */
const aclFor = (
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

/** The folder of the site, with the owner tag. */
export const siteFolder = ({ site, place, adopt }: SiteOn): DirectoryStep =>
  createFolder(place, {
    path: site.site_path,
    mode: readableMode,
    mark: site.uuid,
    adopt,
    whole: true,
    holds: { what: `the folder of the site ${site.site_path}` },
  })

export const below = ({ site }: SiteOn, name: string): string => posix.join(site.site_path, name)

export const readableFolder = (on: SiteOn, name: string): DirectoryStep =>
  createFolder(on.place, { path: below(on, name), mode: readableMode })

/** The web server reads uploads; what is private it does not. */
export const writableFolder = (on: SiteOn, name: string, web: Rights = reads): DirectoryStep =>
  createFolder(on.place, {
    path: below(on, name),
    mode: writableMode,
    ...groupOf(on.server),
    ...withAcl(sharedAcl(on, web)),
    holds: { what: `the folder of files ${below(on, name)}`, staysFilled: true },
  })

/** Groups change it where they may change code; PHP always does. */
const changeableAcl = (on: SiteOn): Acl | null | undefined =>
  sharedAcl(on, reads, on.site.acl_code ? everything : reads)

/** Rights to what PHP has made in folders, as another user than the one that it has now. */
export const sharedFiles = (
  { site, place, sharer: helper }: SiteOn,
  names: readonly string[],
): readonly SharedFilesStep[] =>
  helper === undefined || site.php_user === undefined
    ? []
    : names
        .map((name) => posix.join(site.site_path, name))
        .map((path) => ({
          kind: 'shared-files',
          stage: 'file',
          title: `let ${site.php_user} use what is in ${path}`,
          ...place,
          helper,
          user: String(site.php_user),
          path,
        }))

/** Code that PHP may change, too. All of it may be deleted there. */
export const changeableFolder = (on: SiteOn, name: string): DirectoryStep =>
  createFolder(on.place, {
    path: below(on, name),
    mode: writableMode,
    ...groupOf(on.server),
    ...withAcl(changeableAcl(on)),
    holds: { what: `the folder of files ${below(on, name)}` },
  })

/** Code that PHP only reads. Any group may keep it, unless one is given. People change it where `acl_code` says so. */
export const codeFolder = (on: SiteOn, name: string, group?: string): DirectoryStep =>
  createFolder(on.place, {
    path: below(on, name),
    mode: codeMode,
    ...(group === undefined ? {} : { group }),
    ...withAcl(codeAcl(on)),
    holds: { what: `the folder of files ${below(on, name)}` },
  })

const namesIn = (acl: Acl | null | undefined): readonly string[] =>
  acl ? Object.keys({ ...acl.named, ...acl.inherited?.named }) : []

/**
 * What is below folders with code, where people change it: nobody has access who does not work for the site any more. The
 * folders themselves have steps of their own.
 */
export const codeAccess = (on: SiteOn, names: readonly string[], isChanged: boolean): readonly CodeTreeStep[] => {
  const { site, server, groups, scriptUser } = on
  if (!on.isShared) return []
  const php = site.php_user ?? server.web_group
  return [
    {
      kind: 'code-tree',
      stage: 'directory',
      ...on.place,
      title: `check who changes code of ${site.uri}`,
      paths: names.map((name) => below(on, name)),
      users: [scriptUser, 'root', ...[site.platform.code_owner, php].filter((name) => name !== undefined)],
      groups,
      entries: namesIn(isChanged ? changeableAcl(on) : codeAcl(on)),
    },
  ]
}

/** Who reads settings, besides the owner: PHP as its own user, and people. */
const readers = ({ site: { php_user }, groups }: SiteOn): readonly string[] => [
  ...(php_user === undefined ? [] : [php_user]),
  ...groups,
]

/** A settings file of a site, readable only for its PHP: the web server's group in the shared pool. */
export const settingsFile = (on: SiteOn, name: string, text: string): FileStep =>
  writeFile(on.place, {
    title: `write the settings of ${on.site.uri}`,
    path: below(on, name),
    text,
    mark: on.site.uuid,
    adopt: on.adopt,
    mode: settingsMode,
    ...groupOf(on.server),
    ...withAcl(aclFor(on, { named: forGroups(readers(on), 'r--'), mode: settingsMode })),
  })

const credentialsName = 'credentials.php'

const credentialsText = ({ site }: SiteOn): string =>
  render('php/credentials.php', {
    context: site.name,
    uuid: site.uuid,
    credentials: credentialsOf(site).map(({ name, quoted }) => ({ name, value: quoted('php') })),
  })

/** The credentials of a site with a user of its own. In the shared pool they come with each request. */
export const credentialsFile = (on: SiteOn): readonly (FileStep | RemovalStep)[] => {
  if (on.site.php_user !== undefined)
    return [
      { ...settingsFile(on, credentialsName, credentialsText(on)), title: `write the credentials of ${on.site.uri}` },
    ]
  return on.hasAcls ? [removePath(on.place, { path: below(on, credentialsName) })] : []
}

export const sitesPath = ({ root }: Platform): string => posix.join(root, 'sites')

const isOurs = (platform: Platform, host: HostReader): boolean =>
  host.text(ownerPath(sitesPath(platform)))?.trim() === platform.uuid

/** The folder for the folders of the sites. A folder that came with the code base stays unchanged. */
export const sitesFolder = (platform: Platform, server: Server, planning: Planning): readonly DirectoryStep[] => {
  const [path, host] = [sitesPath(platform), planning.host(server)]
  if (host.exists(path) && !isOurs(platform, host)) return []
  const holds = { what: `the folder of the sites ${path}` }
  return [createFolder(codePlace(platform, server, planning), { path, mode: readableMode, mark: platform.uuid, holds })]
}

/** Removes only a folder that was created for the platform and is empty. */
export const removeSitesFolder = (platform: Platform, server: Server, planning: Planning): readonly RemovalStep[] => {
  const [path, host] = [sitesPath(platform), planning.host(server)]
  const left = host.list(path).filter((name) => name !== ownerFile)
  return left.length === 0 && isOurs(platform, host)
    ? [removePath(codePlace(platform, server, planning), { path, mark: platform.uuid })]
    : []
}

/** Removes the folder of a site if its new state has another one, or none. */
export const withdrawSiteFolder = (
  { from, to }: Transition<'site'>,
  server: Server,
  planning: Planning,
): readonly RemovalStep[] =>
  from.site_path === to?.site_path
    ? []
    : [
        removePath(codePlace(from, server, planning), {
          path: from.site_path,
          mark: from.uuid,
          adopt: wasVerified(from.name, planning),
          ...siteHelper(from, planning),
        }),
      ]

export const withdrawSitesFolder = (
  { from, to }: Transition<'platform'>,
  server: Server,
  planning: Planning,
): readonly RemovalStep[] => (to === undefined ? removeSitesFolder(from, server, planning) : [])
