import { quoting } from '../../lib/quoting.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import { render } from '../../templates/render.js'
import { siteUrl } from '../address.js'

const settingsView = (site: Site, server: Server) => ({
  context: site.name,
  uuid: site.uuid,
  uri: quoting.php(site.uri),
  url: quoting.php(siteUrl(site, server)),
})

export const settingsText = (site: Site, server: Server): string =>
  render('php/settings.php', settingsView(site, server))
