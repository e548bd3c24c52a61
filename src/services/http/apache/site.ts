import { quoting } from '../../../lib/quoting.js'
import type { WebFile } from '../../../steps/web/control.js'
import { render } from '../../../templates/render.js'
import { escaped } from '../access.js'
import { header } from '../header.js'
import { fragmentsFolder } from '../paths.js'
import { type ResponseView, responseView } from '../response-view.js'
import { credentialValues, siteValues } from '../site-values.js'
import { fileMode, secretMode } from '../steps.js'
import { subdirectoryLine } from '../subdirectories.js'
import { isWildcard } from '../view/names.js'
import type { WebPlatform } from '../view/platform.js'
import type { WebServer } from '../view/server.js'
import type { WebSite } from '../view/site.js'
import { phpHandler } from './php-handler.js'
import { ownFiles } from './platform.js'
import { origin, serverName } from './origin.js'
import { substitution } from './rewriting.js'

/**
 * Paths that no file system has, because a name is longer than 255 bytes, or all of it than 4095 with the root. Apache
 * refuses them before the application is asked. The front controller takes any path behind its own name.
 */
const longNames = ({ serving: { frontController = '' } }: WebPlatform): string =>
  `${frontController === '' ? '' : `(?!${escaped(frontController)}/)`}(?:.*/)?(?:[^/]{256}|.{3000})`

/** The folders of a site with links to what the sites share, and where that is. */
const sharedOf = ({ names: { uri }, platform: { root, serving } }: WebSite) =>
  Object.entries(serving.shared ?? {}).map(([folder, path]) => ({
    from: quoting.apache(`${root}/sites/${uri}/${folder}`),
    pattern: escaped(`sites/${uri}/${folder}`),
    to: substitution(path),
  }))

/** What a vhost or a subdirectory says of the folders of sites. `base` is the subdirectory. */
export const ownFolder = (site: WebSite, base: string) => {
  const {
    names: { uri },
    platform,
  } = site
  return {
    base,
    shared: sharedOf(site),
    own_files: ownFiles(platform, uri),
    own_folder: escaped(uri),
    long: longNames(platform),
    front:
      platform.serving.frontController === undefined ? '' : `${base}/${substitution(platform.serving.frontController)}`,
  }
}

/** Wildcards are in their own file. Apache takes the first matching vhost, so wildcards come after all others. */
export const siteEndings = ['.conf', '.wildcard', '.cred'] as const

/** A virtual host: some names of the site, and their response. */
interface Block {
  readonly names: readonly string[]
  readonly response: ResponseView
}

const blocksOf = (site: WebSite): readonly Block[] => {
  const { serving, redirecting } = site.names
  const response = responseView(site, substitution)
  if (!response.open) return [{ names: [...serving, ...redirecting], response }]
  return [
    { names: serving, response: { ...response, redirect: '' } },
    { names: redirecting, response: { ...response, open: false } },
  ]
}

const blockView = ({ names: { uri }, ...site }: WebSite, { names, response }: Block, server: WebServer) => ({
  ...response,
  // A wildcard cannot be the first name.
  server_name: serverName(server, site.public, names.find((name) => !isWildcard(name)) ?? uri),
  aliases: names.filter((name, index) => index > 0 || isWildcard(name)).map(quoting.apache),
  subdirectories: names
    .filter((name) => !isWildcard(name))
    .map((host) => quoting.apache(fragmentsFolder(server.paths, host))),
})

const filtered = (keep: (name: string) => boolean, blocks: readonly Block[]): readonly Block[] =>
  blocks.map(({ names, response }) => ({ names: names.filter(keep), response })).filter(({ names }) => names.length > 0)

export const vhostView = (site: WebSite, server: WebServer) => {
  const { pre, post } = server.paths
  const { uri, subdirectories } = site.names
  const all = blocksOf(site)
  const blocks = (keep: (name: string) => boolean) => filtered(keep, all).map((block) => blockView(site, block, server))
  return {
    ...siteValues(site, server, 'apache'),
    handler: phpHandler(site),
    header: header(site.owner, [`${pre}/${uri}`, `${post}/${uri}`]),
    subdirectories: subdirectoryLine(subdirectories),
    port: server.port,
    origin: origin(server, site.public),
    ...ownFolder(site, ''),
    ...site.fragments,
    blocks: blocks((name) => !isWildcard(name)),
    wildcards: blocks(isWildcard),
  }
}

const credentialsText = (site: WebSite): string =>
  render('http/apache/cred', { header: header(site.owner), credentials: credentialValues(site, 'apache') })

const file = (path: string, mode: number, text: string | undefined): WebFile => ({
  path,
  mode,
  ...(text === undefined ? {} : { text }),
})

export const siteFiles = (site: WebSite, server: WebServer): readonly WebFile[] => {
  const { wildcards, ...view } = vhostView(site, server)
  const wildcardText = () => render('http/apache/vhost', { ...view, subdirectories: '', blocks: wildcards })
  return [
    file(`${site.file}.conf`, fileMode, render('http/apache/vhost', view)),
    file(`${site.file}.wildcard`, fileMode, wildcards.length === 0 ? undefined : wildcardText()),
    file(`${site.file}.cred`, secretMode, site.credentials.length > 0 ? credentialsText(site) : undefined),
  ]
}
