import { posix } from 'node:path'
import type { Context } from '../contexts/context.js'
import type { Platform } from '../contexts/types/platform.js'
import type { Site } from '../contexts/types/site.js'
import { type HostReader, thisMachine } from '../hosts/reader.js'
import type { DirectoryStep } from '../steps/directory.js'
import type { FileStep } from '../steps/file.js'
import { ownerFile } from '../steps/common/owner-tag.js'
import type { RemovalStep } from '../steps/removal.js'

/** Everyone on the machine may look; the script user alone changes. */
const readableMode = 0o755
/** What PHP writes to: the web server's group writes, new folders inherit it, nobody else may look. */
const writableMode = 0o2770
/** Code that people of the script user's group put there, and that the web server only reads. */
const codeMode = 0o2775
/** The web server alone reads settings, and not even the script user writes them in passing. */
const settingsMode = 0o440

const groupOf = (site: Site): { readonly group?: string } => {
  const { web_group } = site.platform.web_server
  return web_group === undefined ? {} : { group: web_group }
}

type Access = Pick<DirectoryStep, 'mode' | 'group' | 'mark' | 'whole'>

const folder = (context: Context, path: string, access: Access): DirectoryStep => ({
  kind: 'directory',
  host: thisMachine,
  stage: 'directory',
  context: context.name,
  title: `make the folder ${path}`,
  path,
  ...access,
})

/** The folder of the site itself, which carries the owner's mark. */
export const siteFolder = (site: Site): DirectoryStep =>
  folder(site, site.site_path, { mode: readableMode, mark: site.uuid, whole: true })

export const readableFolder = (site: Site, name: string): DirectoryStep =>
  folder(site, posix.join(site.site_path, name), { mode: readableMode })

export const writableFolder = (site: Site, name: string): DirectoryStep =>
  folder(site, posix.join(site.site_path, name), { mode: writableMode, ...groupOf(site) })

export const codeFolder = (site: Site, name: string): DirectoryStep =>
  folder(site, posix.join(site.site_path, name), { mode: codeMode })

/** A settings file of a site, for the web server's eyes only. */
export const settingsFile = (site: Site, name: string, text: string): FileStep => ({
  kind: 'file',
  host: thisMachine,
  stage: 'file',
  context: site.name,
  title: `write the settings of ${site.uri}`,
  path: posix.join(site.site_path, name),
  text,
  mode: settingsMode,
  ...groupOf(site),
})

const sitesPath = ({ root }: Platform): string => posix.join(root, 'sites')

const isOurs = (platform: Platform, look: HostReader): boolean =>
  look.text(posix.join(sitesPath(platform), ownerFile))?.trim() === platform.uuid

/** The folder that holds the folders of the sites. One that came with the code base stays as it is. */
export const sitesFolder = (platform: Platform, look: HostReader): readonly DirectoryStep[] =>
  look.exists(sitesPath(platform)) && !isOurs(platform, look)
    ? []
    : [folder(platform, sitesPath(platform), { mode: readableMode, mark: platform.uuid })]

export const removal = (context: Context, path: string, mark?: string): RemovalStep => ({
  kind: 'removal',
  host: thisMachine,
  stage: 'withdraw',
  context: context.name,
  title: `remove ${path}`,
  path,
  ...(mark === undefined ? {} : { mark }),
})

export const removeSiteFolder = (site: Site): readonly RemovalStep[] => [removal(site, site.site_path, site.uuid)]

/** Only the folder that was made for the platform goes, and only when nothing is in it any more. */
export const removeSitesFolder = (platform: Platform, look: HostReader): readonly RemovalStep[] => {
  const left = look.list(sitesPath(platform)).filter((name) => name !== ownerFile)
  return left.length === 0 && isOurs(platform, look) ? [removal(platform, sitesPath(platform), platform.uuid)] : []
}
