import { quoting } from '../../lib/quoting.js'
import type { Site } from '../../contexts/types/site.js'
import type { DirectoryStep } from '../../steps/directory.js'
import type { FileStep } from '../../steps/file.js'
import { render } from '../../templates/render.js'
import { siteUrl, subdirectoryAliases } from '../address.js'
import { codeFolder, readableFolder, settingsFile, siteFolder, writableFolder } from '../layout.js'

/** `content` takes the place of `wp-content`; PHP may write to its uploads alone. */
export const siteFolders = (site: Site): readonly DirectoryStep[] => [
  siteFolder(site),
  readableFolder(site, 'content'),
  codeFolder(site, 'content/plugins'),
  codeFolder(site, 'content/mu-plugins'),
  codeFolder(site, 'content/themes'),
  writableFolder(site, 'content/uploads'),
]

const siteSettingsView = (site: Site) => ({
  context: site.name,
  uuid: site.uuid,
  url: quoting.php(siteUrl(site)),
  browser_install: site.install_method === 'manual',
  subdirectories: subdirectoryAliases(site).map((alias) => ({
    alias: quoting.php(alias),
    url: quoting.php(siteUrl(site, alias)),
  })),
})

/** What differs from site to site; the rest is in the `wp-config.php` of the code base. */
export const siteSettings = (site: Site): FileStep =>
  settingsFile(site, 'wp-config.php', render('wordpress/site.wp-config.php', siteSettingsView(site)))
