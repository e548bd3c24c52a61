import { posix } from 'node:path'
import type { Planning } from '../../contexts/planning.js'
import type { Site } from '../../contexts/types/site.js'
import type { HostReader } from '../../hosts/reader.js'
import { quoting } from '../../lib/quoting.js'
import { removePath } from '../../steps/common/make.js'
import type { Step } from '../../steps/common/step.js'
import type { FileStep } from '../../steps/file.js'
import { render } from '../../templates/render.js'
import { siteHelper } from '../environment.js'
import { siteUrl, subdirectoryAliases } from '../address.js'
import {
  changeableFolder,
  codeFolder,
  codeAccess,
  readableFolder,
  settingsFile,
  siteFolder,
  writableFolder,
} from '../layout.js'
import { type SiteOn } from '../site-on.js'
import { codeTree, writableTree } from '../trees.js'

const updated = ['content/plugins', 'content/themes']
/** Where WordPress unpacks what it installs, and keeps what it replaces. */
const scratch = ['content/upgrade', 'content/upgrade-temp-backup']

const uploads = 'content/uploads'

/** The folders whose contents PHP makes. */
export const writtenByPhp = ({ code_updates }: Site): readonly string[] =>
  code_updates ? [uploads, ...updated, ...scratch] : [uploads]

const codeFolders = (on: SiteOn, { facts }: HostReader): readonly Step[] =>
  on.site.code_updates
    ? [...updated, ...scratch].map((name) => changeableFolder(on, name))
    : // PHP may not go on writing there once the site has been closed again.
      updated.map((name) => codeFolder(on, name, facts.user.group))

const scratchLeft = (on: SiteOn, host: HostReader, planning: Planning): readonly Step[] =>
  on.site.code_updates
    ? []
    : scratch
        .map((name) => posix.join(on.site.site_path, name))
        .filter(host.exists)
        .map((path) => removePath(on.place, { path, ...siteHelper(on.site, planning) }))

/** `content` replaces `wp-content`. PHP may write only to its uploads, and to its code where the site is open to that. */
export const siteFolders = (on: SiteOn, planning: Planning): readonly Step[] => {
  const host = planning.host(on.server)
  return [
    siteFolder(on),
    readableFolder(on, 'content'),
    ...codeFolders(on, host),
    codeFolder(on, 'content/mu-plugins', host.facts.user.group),
    ...codeAccess(on, [...updated, 'content/mu-plugins'], on.site.code_updates),
    writableFolder(on, uploads),
    ...scratchLeft(on, host, planning),
  ]
}

/** Everything in the folders of the site. */
export const siteTrees = (on: SiteOn, planning: Planning): readonly Step[] => {
  const { group } = planning.host(on.server).facts.user
  return [
    ...updated.map((name) => (on.site.code_updates ? writableTree(on, name) : codeTree(on, name, group))),
    codeTree(on, 'content/mu-plugins', group),
    writableTree(on, uploads),
  ]
}

const siteSettingsView = ({ site }: SiteOn) => ({
  context: site.name,
  uuid: site.uuid,
  url: quoting.php(siteUrl(site)),
  own_user: site.php_user !== undefined,
  browser_install: site.install_method === 'manual',
  code_updates: site.code_updates,
  subdirectories: subdirectoryAliases(site).map((alias) => ({
    alias: quoting.php(alias),
    url: quoting.php(siteUrl(site, alias)),
  })),
})

/** The settings that differ between sites. The rest is in the `wp-config.php` of the code base. */
export const siteSettings = (on: SiteOn): FileStep =>
  settingsFile(on, 'wp-config.php', render('wordpress/site.wp-config.php', siteSettingsView(on)))
