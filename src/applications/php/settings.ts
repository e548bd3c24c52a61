import { quoting } from '../../lib/quoting.js'
import type { Site } from '../../contexts/types/site.js'
import { render } from '../../templates/render.js'
import { siteUrl } from '../address.js'

const settingsView = (site: Site) => ({
  context: site.name,
  uuid: site.uuid,
  uri: quoting.php(site.uri),
  url: quoting.php(siteUrl(site)),
  own_user: site.php_user !== undefined,
})

export const settingsText = (site: Site): string => render('php/settings.php', settingsView(site))
