import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { header } from '../header.js'
import { fragmentsFolder } from '../paths.js'
import { type ResponseView, responseView } from '../response-view.js'
import { credentialValues, siteValues } from '../site-values.js'
import { fileMode, secretMode } from '../steps.js'
import { subdirectoryLine } from '../subdirectories.js'
import { isWildcard } from '../view/names.js'
import type { WebServer } from '../view/server.js'
import type { WebSite } from '../view/site.js'
import { headersFile } from './platform.js'
import { phpPass } from './php-pass.js'
import { listens } from './server.js'

export const siteEndings = ['.conf', '.cred'] as const

/** A server block: some names of the site, and their response. */
const block = (names: readonly string[], response: ResponseView, { paths }: WebServer) => ({
  ...response,
  names: names.map(quoting.nginx),
  subdirectories: names.filter((name) => !isWildcard(name)).map((host) => quoting.nginx(fragmentsFolder(paths, host))),
})

const blocksOf = (site: WebSite, server: WebServer) => {
  const { serving, redirecting } = site.names
  const response = responseView(site, quoting.nginx)
  if (!response.open) return [block([...serving, ...redirecting], response, server)]
  const open = block(serving, { ...response, redirect: '' }, server)
  return redirecting.length === 0 ? [open] : [open, block(redirecting, { ...response, open: false }, server)]
}

export const vhostView = (site: WebSite, server: WebServer) => {
  const { pre, post } = server.paths
  const { uri, subdirectories } = site.names
  return {
    ...siteValues(site, server, 'nginx'),
    pass: phpPass(site),
    header: header(site.owner, [`${pre}/${uri}`, `${post}/${uri}`]),
    subdirectories: subdirectoryLine(subdirectories),
    listens: listens(server),
    platform: quoting.nginx(site.platform.file),
    headers: headersFile(site.platform),
    ...site.fragments,
    blocks: blocksOf(site, server),
  }
}

const credentialsText = (site: WebSite): string =>
  render('http/nginx/cred', { header: header(site.owner), credentials: credentialValues(site, 'nginx') })

export const siteFiles = (site: WebSite, server: WebServer): readonly WebFile[] => {
  const text = render('http/nginx/vhost', vhostView(site, server))
  const credentials = site.credentials.length > 0 ? { text: credentialsText(site) } : {}
  return [
    { path: `${site.file}.conf`, text, mode: fileMode },
    { path: `${site.file}.cred`, mode: secretMode, ...credentials },
  ]
}
