import type { Site } from '../../../contexts/types/site.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { checkedIdentity } from '../checked.js'
import { header } from '../header.js'
import type { Subdirectory } from '../names.js'
import { subdirectoryPaths } from '../paths.js'
import { doing, siteView } from '../site-view.js'
import { fileMode } from '../steps.js'
import { servingView, variablePart } from './platform.js'

export const subdirectoryView = (site: Site, subdirectory: Subdirectory) => {
  const { platform } = site
  const base = `/${quoting.nginx(subdirectory.directory)}`
  return {
    ...siteView(site, 'nginx'),
    ...doing(site, quoting.nginx),
    header: header(checkedIdentity(site)),
    base,
    directory: subdirectory.directory,
    subroot: quoting.nginx(subdirectoryPaths(platform.web_server, subdirectory).subroot),
    part: variablePart(platform),
    ...servingView(platform, base),
  }
}

/** What the vhost of the host includes for one subdirectory of it. */
export const subdirectoryFile = (site: Site, subdirectory: Subdirectory): WebFile => ({
  path: subdirectoryPaths(site.platform.web_server, subdirectory).fragment,
  text: render('http/nginx/subdirectory', subdirectoryView(site, subdirectory)),
  mode: fileMode,
})
