import type { Site } from '../../../contexts/types/site.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { checkedIdentity } from '../checked.js'
import { header } from '../header.js'
import type { Subdirectory } from '../names.js'
import { subdirectoryPaths } from '../paths.js'
import { credentialNames, doing, siteView } from '../site-view.js'
import { fileMode } from '../steps.js'
import { substitution } from './rewriting.js'

export const subdirectoryView = (site: Site, { directory }: Subdirectory) => ({
  ...siteView(site, 'apache'),
  ...doing(site, substitution),
  header: header(checkedIdentity(site)),
  base: `/${quoting.apache(directory)}`,
  directory: quoting.apache(directory),
  credential_names: credentialNames,
})

/** What the vhost of the host includes for one subdirectory of it. */
export const subdirectoryFile = (site: Site, subdirectory: Subdirectory): WebFile => ({
  path: subdirectoryPaths(site.platform.web_server, subdirectory).fragment,
  text: render('http/apache/subdirectory', subdirectoryView(site, subdirectory)),
  mode: fileMode,
})
