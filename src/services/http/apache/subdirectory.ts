import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { header } from '../header.js'
import { subdirectoryPaths } from '../paths.js'
import { responseView } from '../response-view.js'
import { siteValues } from '../site-values.js'
import { fileMode } from '../steps.js'
import { credentialNames } from '../../../contexts/credentials.js'
import type { Subdirectory } from '../view/names.js'
import type { WebServer } from '../view/server.js'
import type { WebSite } from '../view/site.js'
import { substitution } from './rewriting.js'
import { phpHandler } from './php-handler.js'
import { ownFolder } from './site.js'

export const subdirectoryView = (site: WebSite, { directory }: Subdirectory, server: WebServer) => ({
  ...siteValues(site, server, 'apache'),
  handler: phpHandler(site),
  ...responseView(site, substitution),
  ...ownFolder(site, `/${quoting.apache(directory)}`),
  header: header(site.owner),
  directory: quoting.apache(directory),
  credential_names: credentialNames,
})

/** The configuration for one subdirectory, which the vhost of its host includes. */
export const subdirectoryFile = (site: WebSite, subdirectory: Subdirectory, server: WebServer): WebFile => ({
  path: subdirectoryPaths(server.paths, subdirectory).fragment,
  text: render('http/apache/subdirectory', subdirectoryView(site, subdirectory, server)),
  mode: fileMode,
})
