import type { Site } from '../../contexts/types.js'
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

const isShown = ({ installed, site_enabled, site_maintenance }: Site): boolean =>
  installed && site_enabled && !site_maintenance

/** The vhost of this very site answers for each of its names, redirects where it should, and the application has no error. */
export const checkSite = (site: Site): CheckStep => {
  const names = siteNames(site)
  const server = site.platform.web_server
  const vhosts = [...names.serving, ...names.redirecting].map((host) => ({
    host: concrete(host),
    path: probePath,
    body: site.uuid,
  }))
  return {
    kind: 'check',
    stage: 'check',
    context: site.name,
    title: `see that ${site.uri} answers`,
    address: addressOf(server),
    port: server.http_port,
    expected: [
      ...vhosts,
      ...(site.site_enabled ? redirects(names, portText(server)) : []),
      ...(isShown(site) ? pages(names) : []),
    ],
  }
}
