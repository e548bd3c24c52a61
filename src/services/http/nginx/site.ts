import type { Site } from '../../../contexts/types/site.js'
import type { HostReader } from '../../../hosts/reader.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { checkedIdentity } from '../checked.js'
import { siteFragments } from '../fragments.js'
import { header } from '../header.js'
import { isWildcard, siteNames } from '../names.js'
import { platformFile, serverPaths, subdirectoryPaths, vhostFile } from '../paths.js'
import { credentials, doing, hasCredentials, siteView } from '../site-view.js'
import { fileMode, secretMode } from '../steps.js'
import { subdirectoryLine } from '../subdirectories.js'
import { listens } from './server.js'

export const siteEndings = ['.conf', '.cred'] as const

type Doing = ReturnType<typeof doing>

/** A server block: some names of the site, and what they do. */
const block = (site: Site, names: readonly string[], does: Doing) => ({
  ...does,
  names: names.map(quoting.nginx),
  subdirectories: names
    .filter((name) => !isWildcard(name))
    .map((host) => quoting.nginx(subdirectoryPaths(site.platform.web_server, { host, directory: '' }).folder)),
})

const blocksOf = (site: Site) => {
  const { serving, redirecting } = siteNames(site)
  const does = doing(site, quoting.nginx)
  if (!does.open) return [block(site, [...serving, ...redirecting], does)]
  const open = block(site, serving, { ...does, redirect: '' })
  return redirecting.length === 0 ? [open] : [open, block(site, redirecting, { ...does, open: false })]
}

export const vhostView = (site: Site, look: HostReader) => {
  const { pre, post } = serverPaths(site.platform.web_server)
  const { uri, subdirectories } = siteNames(site)
  return {
    ...siteView(site, 'nginx'),
    header: header(checkedIdentity(site), [`${pre}/${uri}`, `${post}/${uri}`]),
    subdirectories: subdirectoryLine(subdirectories),
    listens: listens(site.platform.web_server, look),
    platform: quoting.nginx(`${platformFile(site.platform)}.inc`),
    ...siteFragments(site.platform.web_server, uri, look),
    blocks: blocksOf(site),
  }
}

const credentialsText = (site: Site): string =>
  render('http/nginx/cred', { header: header(checkedIdentity(site)), credentials: credentials(site, 'nginx') })

export const siteFiles = (site: Site, look: HostReader): readonly WebFile[] => {
  const text = render('http/nginx/vhost', vhostView(site, look))
  const file = vhostFile(site)
  return [
    { path: `${file}.conf`, text, mode: fileMode },
    { path: `${file}.cred`, mode: secretMode, ...(hasCredentials(site) ? { text: credentialsText(site) } : {}) },
  ]
}
