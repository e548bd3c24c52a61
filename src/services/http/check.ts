import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { Planning } from '../../contexts/planning.js'
import type { CheckStep, Expected } from '../../steps/check.js'
import { addressOf } from './control.js'
import { isWildcard } from './view/names.js'
import { type WebSite, webSite } from './view/site.js'
import { webServer } from './view/server.js'

/** Where each vhost tells whose it is. */
export const probePath = '/.well-known/provision/site'

const concrete = (name: string): string => (isWildcard(name) ? name.replace('*', 'provision-check') : name)

/** The vhost of this very site answers for each of its names. */
const vhosts = ({ names, owner }: WebSite): readonly Expected[] =>
  [...names.serving, ...names.redirecting].map((host) => ({
    host: concrete(host),
    path: probePath,
    body: owner.uuid,
  }))

const redirects = ({ names, targetUrl }: WebSite): readonly Expected[] =>
  names.redirecting.map((host) => ({ host: concrete(host), path: '/', location: `${targetUrl}/` }))

/** Pages of the application: asked for only where it is installed and meant to be seen. */
const pages = ({ names: { serving, target, subdirectories } }: WebSite): readonly Expected[] => [
  ...serving.slice(0, 1).map((host) => ({ host: concrete(host), path: '/' })),
  ...(target === undefined ? subdirectories.map(({ host, directory }) => ({ host, path: `/${directory}/` })) : []),
]

const expectedOf = (site: Site, view: WebSite): readonly Expected[] => [
  ...vhosts(view),
  ...(site.site_enabled ? redirects(view) : []),
  ...(site.installed && view.response.open ? pages(view) : []),
]

interface Asked {
  readonly title: string
  readonly expected: readonly Expected[]
  readonly fix?: string
}

const checkStep = (site: Site, server: Server, planning: Planning, asked: Asked): CheckStep => {
  const { host, port } = webServer(server, planning)
  return {
    kind: 'check',
    stage: 'check',
    host: host.host,
    context: site.name,
    address: addressOf(server),
    port,
    ...asked,
  }
}

/** Each name of the site is answered by it, redirects where it should, and the application has no error. */
export const checkSite = (site: Site, server: Server, planning: Planning): CheckStep => {
  const view = webSite(site, server, planning)
  return checkStep(site, server, planning, {
    title: `check that ${site.uri} answers`,
    expected: expectedOf(site, view),
  })
}

const frontPageFix = ({ name, root }: Site, { web_group }: Server): string =>
  `let the group ${web_group} read the code base (namei -l ${root} shows who may), and see the error log; ` +
  `when its front page is meant to answer so: provision-save ${name} --install_method=manual`

/**
 * The front page of an application that has just been installed is shown. Only then: of a site that has been working,
 * an administrator may have closed the front page, and that is no reason to undo what verify has mended.
 */
export const checkFrontPage = (site: Site, server: Server, planning: Planning): readonly CheckStep[] => {
  const { names, response } = webSite(site, server, planning)
  if (!response.open) return []
  const expected = names.serving.slice(0, 1).map((host) => ({ host: concrete(host), path: '/', shown: true }))
  const title = `check the front page of ${site.uri}`
  return [checkStep(site, server, planning, { title, expected, fix: frontPageFix(site, server) })]
}
