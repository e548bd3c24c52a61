import { posix } from 'node:path'
import { type Planning, wasVerified } from '../contexts/planning.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Server } from '../contexts/types/server.js'
import { credentialsOf } from '../contexts/credentials.js'
import type { Rights } from '../hosts/acl.js'
import type { HostReader } from '../hosts/reader.js'
import type { Transition } from '../services/planner.js'
import { createFolder, removePath, writeFile } from '../steps/common/make.js'
import { ownerFile, ownerPath } from '../steps/common/owner-tag.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import type { RemovalStep } from '../steps/removal.js'
import type { CodeTreeStep } from '../steps/code-tree.js'
import type { SharedFilesStep } from '../steps/shared-files.js'
import { render } from '../templates/render.js'
import { codePlace } from './code-host.js'
import { siteHelper } from './environment.js'
import { aclFor, changeableAcl, codeAcl, forGroups, namesIn, readers, reads, sharedAcl, withAcl } from './site-acls.js'
import { type SiteOn, below, codeMode, groupOf, readableMode, settingsMode, writableMode } from './site-on.js'

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
