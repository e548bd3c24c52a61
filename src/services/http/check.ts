import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import { command } from '../../lib/shell-word.js'
import { isInNetworks } from '../../contexts/network.js'
import type { Planning } from '../../contexts/planning.js'
import type { CheckStep, Expected } from '../../steps/check.js'
import { addressOf } from './control.js'
import { errorLogsOf } from './error-logs.js'
import { probeOf } from './probe.js'
import { isWildcard } from './view/names.js'
import { type WebSite, webSite } from './view/site.js'
import { webServer } from './view/server.js'
import type { WebServerText } from './web-server-text.js'

/** The path where each vhost returns the digest of its owner's uuid. */
export const probePath = '/.well-known/provision/site'

const concrete = (name: string): string => (isWildcard(name) ? name.replace('*', 'provision-check') : name)

/** Each name of the site must reach the vhost of this site. */
const vhosts = ({ names, owner }: WebSite): readonly Expected[] =>
  [...names.serving, ...names.redirecting].map((host) => ({
    host: concrete(host),
    path: probePath,
    body: probeOf(owner),
  }))

const redirects = ({ names, targetUrl }: WebSite): readonly Expected[] =>
  names.redirecting.map((host) => ({ host: concrete(host), path: '/', location: `${targetUrl}/` }))

/** Pages of the application. Checked only if it is installed and enabled. */
const pages = ({ names: { serving, target, subdirectories } }: WebSite): readonly Expected[] => [
  ...serving.slice(0, 1).map((host) => ({ host: concrete(host), path: '/' })),
  ...(target === undefined ? subdirectories.map(({ host, directory }) => ({ host, path: `/${directory}/` })) : []),
]

const expectedOf = (site: Site, view: WebSite): readonly Expected[] => [
  ...vhosts(view),
  ...(view.response.open ? redirects(view) : []),
  ...(site.installed && view.response.open ? pages(view) : []),
]

interface Of {
  readonly text: WebServerText
  readonly planning: Planning
}

interface Checks {
  readonly title: string
  readonly expected: readonly Expected[]
  readonly fix?: string
}

/** As which address visitors ask, where it is not the one that the web server listens on. */
const askedAs = (site: Site, server: Server, planning: Planning): Pick<CheckStep, 'as'> => {
  const { scheme, port } = webSite(site, server, planning).public
  const { port: listened, proxies } = webServer(server, planning)
  if (scheme === 'http' && port === listened) return {}
  return { as: { scheme, port, trusted: isInNetworks(addressOf(server), proxies) } }
}

const checkStep = (checks: Checks, site: Site, server: Server, { text, planning }: Of): CheckStep => {
  const view = webServer(server, planning)
  const { host, port } = view
  return {
    kind: 'check',
    stage: 'check',
    host: host.host,
    context: site.name,
    address: addressOf(server),
    port,
    ...askedAs(site, server, planning),
    logs: errorLogsOf(server, text, view),
    ...(planning.health === 'strict' ? { strict: true } : {}),
    ...checks,
  }
}

/**
 * Checks that the site answers at each of its names, that redirects are right, and that the application reports no
 * error.
 */
export const checkSite = (site: Site, server: Server, text: WebServerText, planning: Planning): CheckStep => {
  const expected = expectedOf(site, webSite(site, server, planning))
  return checkStep({ title: `check that ${site.uri} answers`, expected }, site, server, { text, planning })
}

const readers = ({ php_user }: Site, { web_group }: Server): string =>
  php_user === undefined ? command`the group ${web_group}` : command`everybody, also ${php_user},`

const frontPageFix = (site: Site, server: Server): string => {
  const { name, root, platform } = site
  return [
    ...(platform.application === 'php' && platform.install_cmd === undefined
      ? [command`if nothing has installed it: provision-save ${platform.name} --install_cmd=…`]
      : []),
    `allow ${readers(site, server)} to read the code base (${command`namei -l ${root}`} shows permissions), and read the error logs`,
    command`if the front page is meant to answer like this, or you install it by hand: provision-save ${name} --install_method=manual`,
  ].join('; ')
}

/**
 * Checks that a newly installed application shows its front page. Not checked later: an administrator may have closed
 * the front page of a working site, and that is no reason to undo a verify.
 */
export const checkFrontPage = (
  site: Site,
  server: Server,
  text: WebServerText,
  planning: Planning,
): readonly CheckStep[] => {
  const { names, response } = webSite(site, server, planning)
  if (!response.open || planning.health === 'off') return []
  const expected = names.serving.slice(0, 1).map((host) => ({ host: concrete(host), path: '/', shown: true }))
  const title = `check the front page of ${site.uri}`
  return [checkStep({ title, expected, fix: frontPageFix(site, server) }, site, server, { text, planning })]
}
