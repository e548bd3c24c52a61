import { quoting } from '../../lib/quoting.js'
import type { DirectoryStep } from '../../steps/directory.js'
import type { FileStep } from '../../steps/file.js'
import { render } from '../../templates/render.js'
import { siteUrl, subdirectoryAliases } from '../address.js'
import { type SiteOn, codeFolder, readableFolder, settingsFile, siteFolder, writableFolder } from '../layout.js'

/** `content` replaces `wp-content`. PHP may write only to its uploads. */
export const siteFolders = (on: SiteOn): readonly DirectoryStep[] => [
  siteFolder(on),
  readableFolder(on, 'content'),
  codeFolder(on, 'content/plugins'),
  codeFolder(on, 'content/mu-plugins'),
  codeFolder(on, 'content/themes'),
  writableFolder(on, 'content/uploads'),
]

const siteSettingsView = ({ site }: SiteOn) => ({
  context: site.name,
  uuid: site.uuid,
  url: quoting.php(siteUrl(site)),
  browser_install: site.install_method === 'manual',
  subdirectories: subdirectoryAliases(site).map((alias) => ({
    alias: quoting.php(alias),
    url: quoting.php(siteUrl(site, alias)),
  })),
})

/** The settings that differ between sites. The rest is in the `wp-config.php` of the code base. */
export const siteSettings = (on: SiteOn): FileStep =>
  settingsFile(on, 'wp-config.php', render('wordpress/site.wp-config.php', siteSettingsView(on)))
