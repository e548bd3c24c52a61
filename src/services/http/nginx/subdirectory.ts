import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { header } from '../header.js'
import { subdirectoryPaths } from '../paths.js'
import { responseView } from '../response-view.js'
import { siteValues } from '../site-values.js'
import { fileMode } from '../steps.js'
import type { Subdirectory } from '../view/names.js'
import type { WebServer } from '../view/server.js'
import type { WebSite } from '../view/site.js'
import { codeLocations, otherwise, siteLocations } from './locations.js'
import { phpPass } from './php-pass.js'
import { headersFile } from './platform.js'

export const subdirectoryView = (site: WebSite, subdirectory: Subdirectory, server: WebServer) => {
  const response = responseView(site, quoting.nginx)
  const base = `/${quoting.nginx(subdirectory.directory)}`
  return {
    ...siteValues(site, server, 'nginx'),
    ...response,
    shown: response.open && response.redirect === '',
    header: header(site.owner),
    headers: headersFile(site.platform),
    base,
    directory: subdirectory.directory,
    subroot: quoting.nginx(subdirectoryPaths(server.paths, subdirectory).subroot),
    otherwise: otherwise(site.platform, base),
    code: codeLocations(site.platform, base, `"${phpPass(site)}"`),
    own: siteLocations(site.platform, base),
  }
}

/** The configuration for one subdirectory, which the vhost of its host includes. */
export const subdirectoryFile = (site: WebSite, subdirectory: Subdirectory, server: WebServer): WebFile => ({
  path: subdirectoryPaths(server.paths, subdirectory).fragment,
  text: render('http/nginx/subdirectory', subdirectoryView(site, subdirectory, server)),
  mode: fileMode,
})
