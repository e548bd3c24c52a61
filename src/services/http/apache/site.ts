import type { Site } from '../../../contexts/types/site.js'
import type { HostReader } from '../../../hosts/reader.js'
import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { checkedIdentity } from '../checked.js'
import { siteFragments } from '../fragments.js'
import { header } from '../header.js'
import { isWildcard, siteNames } from '../names.js'
import { serverPaths, subdirectoryPaths, vhostFile } from '../paths.js'
import { credentials, doing, hasCredentials, httpPort, siteView } from '../site-view.js'
import { fileMode, secretMode } from '../steps.js'
import { subdirectoryLine } from '../subdirectories.js'
import { substitution } from './rewriting.js'

/** Wildcards are in a file of their own: Apache takes the first vhost that fits, so they come after all others. */
export const siteEndings = ['.conf', '.wildcard', '.cred'] as const

type Doing = ReturnType<typeof doing>

/** A virtual host: some names of the site, and what they do. */
interface Block {
  readonly names: readonly string[]
  readonly does: Doing
}

const blocksOf = (site: Site): readonly Block[] => {
  const { serving, redirecting } = siteNames(site)
  const does = doing(site, substitution)
  if (!does.open) return [{ names: [...serving, ...redirecting], does }]
  return [
    { names: serving, does: { ...does, redirect: '' } },
    { names: redirecting, does: { ...does, open: false } },
  ]
}

const blockView = (site: Site, { names, does }: Block) => ({
  ...does,
  // A name that is a pattern cannot be the first one.
  server_name: quoting.apache(names.find((name) => !isWildcard(name)) ?? site.uri),
  aliases: names.filter((name, at) => at > 0 || isWildcard(name)).map(quoting.apache),
  subdirectories: names
    .filter((name) => !isWildcard(name))
    .map((host) => quoting.apache(subdirectoryPaths(site.platform.web_server, { host, directory: '' }).folder)),
})

const only = (keep: (name: string) => boolean, blocks: readonly Block[]): readonly Block[] =>
  blocks.map(({ names, does }) => ({ names: names.filter(keep), does })).filter(({ names }) => names.length > 0)

export const vhostView = (site: Site, look: HostReader) => {
  const { pre, post } = serverPaths(site.platform.web_server)
  const { uri, subdirectories } = siteNames(site)
  const blocks = (keep: (name: string) => boolean) => only(keep, blocksOf(site)).map((one) => blockView(site, one))
  return {
    ...siteView(site, 'apache'),
    header: header(checkedIdentity(site), [`${pre}/${uri}`, `${post}/${uri}`]),
    subdirectories: subdirectoryLine(subdirectories),
    port: httpPort(site.platform.web_server),
    ...siteFragments(site.platform.web_server, uri, look),
    blocks: blocks((name) => !isWildcard(name)),
    wildcards: blocks(isWildcard),
  }
}

const credentialsText = (site: Site): string =>
  render('http/apache/cred', { header: header(checkedIdentity(site)), credentials: credentials(site, 'apache') })

const file = (path: string, mode: number, text: string | undefined): WebFile => ({
  path,
  mode,
  ...(text === undefined ? {} : { text }),
})

export const siteFiles = (site: Site, look: HostReader): readonly WebFile[] => {
  const { wildcards, ...view } = vhostView(site, look)
  const path = vhostFile(site)
  const wildcardText = () => render('http/apache/vhost', { ...view, subdirectories: '', blocks: wildcards })
  return [
    file(`${path}.conf`, fileMode, render('http/apache/vhost', view)),
    file(`${path}.wildcard`, fileMode, wildcards.length === 0 ? undefined : wildcardText()),
    file(`${path}.cred`, secretMode, hasCredentials(site) ? credentialsText(site) : undefined),
  ]
}
