import { thisMachine } from '../../hosts/reader.js'
import type { Site } from '../../contexts/types/site.js'
import type { CheckStep, Expected } from '../../steps/check.js'
import { addressOf } from './control.js'
import { isWildcard, type SiteNames, siteNames } from './names.js'

/** Where each vhost tells whose it is. */
export const probePath = '/.well-known/provision/site'

const concrete = (name: string): string => (isWildcard(name) ? name.replace('*', 'provision-check') : name)

const portText = ({ http_port }: { readonly http_port: number }): string => (http_port === 80 ? '' : `:${http_port}`)

const redirects = ({ redirecting, target }: SiteNames, port: string): readonly Expected[] =>
  redirecting.map((host) => ({ host: concrete(host), path: '/', location: `http://${target}${port}/` }))

/** Pages of the application: asked for only where it is installed and meant to be seen. */
const pages = ({ serving, target, subdirectories }: SiteNames): readonly Expected[] => [
  ...serving.slice(0, 1).map((host) => ({ host: concrete(host), path: '/' })),
  ...(target === undefined ? subdirectories.map(({ host, directory }) => ({ host, path: `/${directory}/` })) : []),
]

const isOpen = ({ site_enabled, site_maintenance }: Site): boolean => site_enabled && !site_maintenance

const checkStep = (site: Site, title: string, asked: Pick<CheckStep, 'expected' | 'fix'>): CheckStep => {
  const server = site.platform.web_server
  const { name: context } = site
  return {
    kind: 'check',
    host: thisMachine,
    stage: 'check',
    context,
    title,
    address: addressOf(server),
    port: server.http_port,
    ...asked,
  }
}

/** The vhost of this very site answers for each of its names, redirects where it should, and the application has no error. */
export const checkSite = (site: Site): CheckStep => {
  const names = siteNames(site)
  const server = site.platform.web_server
  const vhosts = [...names.serving, ...names.redirecting].map((host) => ({
    host: concrete(host),
    path: probePath,
    body: site.uuid,
  }))
  return checkStep(site, `see that ${site.uri} answers`, {
    expected: [
      ...vhosts,
      ...(site.site_enabled ? redirects(names, portText(server)) : []),
      ...(site.installed && isOpen(site) ? pages(names) : []),
    ],
  })
}

const frontPageFix = ({ name, root, platform: { web_server } }: Site): string =>
  `let the group ${web_server.web_group} read the code base (namei -l ${root} shows who may), and see the error log; ` +
  `when its front page is meant to answer so: provision-save ${name} --install_method=manual`

/**
 * The front page of an application that has just been installed is shown. Only then: of a site that has been working,
 * an administrator may have closed the front page, and that is no reason to undo what verify has mended.
 */
export const checkFrontPage = (site: Site): readonly CheckStep[] => {
  if (!isOpen(site)) return []
  const expected = siteNames(site)
    .serving.slice(0, 1)
    .map((host) => ({ host: concrete(host), path: '/', shown: true }))
  return [checkStep(site, `see the front page of ${site.uri}`, { expected, fix: frontPageFix(site) })]
}
