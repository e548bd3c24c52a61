import { posix } from 'node:path'
import { type Planning, wasVerified } from '../contexts/planning.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { changesHands, credentialsOf } from '../contexts/credentials.js'
import type { Acl, Rights } from '../hosts/acl.js'
import type { HostReader } from '../hosts/reader.js'
import type { Transition } from '../services/planner.js'
import { type StepPlace, createFolder, removePath, writeFile } from '../steps/common/make.js'
import { ownerFile, ownerPath } from '../steps/common/owner-tag.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { SharedFilesStep } from '../steps/shared-files.js'
import { render } from '../templates/render.js'
import { codePlace } from './code-host.js'

/** Everyone on the machine may read. Only the script user may write. */
const readableMode = 0o755
/**
 * Folders that PHP writes to. The web server's group may write, new folders inherit the group, and nobody else may
 * read.
 */
const writableMode = 0o2770
/** Code from users in the script user's group. The web server only reads it. */
const codeMode = 0o2775
/** Settings are readable only for the web server, and protected against accidental writes by the script user. */
const settingsMode = 0o440

const groupOf = ({ web_group }: Server): { readonly group?: string } =>
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
  /** Whether the site may have been as a user of its own before, or may be so later. */
  readonly hasAcls: boolean
  /** The root helper, where PHP of another user has made files until now. */
  readonly sharer: string | undefined
}

export const siteOn = (site: Site, server: Server, planning: Planning): SiteOn => ({
  site,
  server,
  adopt: wasVerified(site.name, planning),
  place: codePlace(site, server, planning),
  scriptUser: planning.host(server).facts.user.name,
  hasAcls: planning.servers(site, 'php').length > 0,
  sharer: changesHands(site, planning) ? planning.servers(site, 'php')[0]?.root_helper : undefined,
})

const nothing: Rights = '---'

/** What the user of PHP may do, besides the owner; null without such a user, undefined where there never was one. */
const aclFor = (
  { site: { php_user }, hasAcls }: SiteOn,
  rights: Rights,
  others: Rights = nothing,
): Acl | null | undefined => {
  if (php_user === undefined) return hasAcls ? null : undefined
  return { owningGroup: others, named: { [`group:${php_user}`]: rights } }
}

/** The same for a folder where PHP writes: both users keep their rights on what the other one makes. */
const sharedAcl = (on: SiteOn, others: Rights): Acl | null | undefined => {
  const acl = aclFor(on, 'rwx', others)
  return acl ? { ...acl, inherited: { ...acl, named: { ...acl.named, [`user:${on.scriptUser}`]: 'rwx' } } } : acl
}

const withAcl = (acl: Acl | null | undefined): { readonly acl?: Acl | null } => (acl === undefined ? {} : { acl })

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

const below = ({ site }: SiteOn, name: string): string => posix.join(site.site_path, name)

export const readableFolder = (on: SiteOn, name: string): DirectoryStep =>
  createFolder(on.place, { path: below(on, name), mode: readableMode })

/** The web server reads uploads; what is private it does not. */
export const writableFolder = (on: SiteOn, name: string, web: Rights = 'r-x'): DirectoryStep =>
  createFolder(on.place, {
    path: below(on, name),
    mode: writableMode,
    ...groupOf(on.server),
    ...withAcl(sharedAcl(on, web)),
    holds: { what: `the files in ${below(on, name)}`, staysFilled: true },
  })

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
    ...withAcl(sharedAcl(on, 'r-x')),
    holds: { what: `the files in ${below(on, name)}` },
  })

/** Code that PHP only reads. Any group may keep it, unless one is given. */
export const codeFolder = (on: SiteOn, name: string, group?: string): DirectoryStep =>
  createFolder(on.place, {
    path: below(on, name),
    mode: codeMode,
    ...(group === undefined ? {} : { group }),
    holds: { what: `the files in ${below(on, name)}` },
  })

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
    ...withAcl(aclFor(on, 'r--')),
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
        }),
      ]

export const withdrawSitesFolder = (
  { from, to }: Transition<'platform'>,
  server: Server,
  planning: Planning,
): readonly RemovalStep[] => (to === undefined ? removeSitesFolder(from, server, planning) : [])
