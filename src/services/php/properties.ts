import type { Located, Planning } from '../../contexts/planning.js'
import type { ValuesOf } from '../../contexts/property.js'
import { choice, derived, numberTo, reference, shape } from '../../contexts/shapes.js'
import type { Site } from '../../contexts/types/site.js'
import { rootHelper } from '../root-helper.js'
import { phpSocket, phpUser } from './confinement.js'
import { type Helped, rootConf } from './root-conf.js'

const version = shape('version of PHP', (given) => {
  const version = String(given)
  if (/^\d\.\d{1,2}$/.test(version)) return version
  throw new Error('not a version of PHP, such as 8.2')
})

const isolation = choice(['shared', 'client', 'site'])

const children = (details: {
  readonly default: number | ((context: never) => number)
  readonly defaultText?: string
}) =>
  numberTo(1000)({
    description: 'requests that PHP of a site answers at the same time, in a pool of its own',
    ...details,
  })

const idle = (details: { readonly default: number | ((context: never) => number); readonly defaultText?: string }) =>
  numberTo(9999)({ description: 'seconds after which an idle process of PHP ends, in a pool of its own', ...details })

/** What servers, platforms and sites say alike. Written out, because the whole types follow from these properties. */
interface PhpValues {
  readonly php_version: string | undefined
  readonly php_isolation: 'shared' | 'client' | 'site'
  readonly php_children: number
  readonly php_idle_time: number
}

const isolationText =
  'shared: one pool for all; client: a pool for each site, as the user of its client; site: as a user of its own'

export const serverProperties = {
  root_helper: rootHelper,
  php_version: {
    ...version({
      description: 'version of PHP of pools',
      default: (server: Located & Helped, planning: Planning): string | undefined =>
        rootConf(server, planning)?.versions.at(-1),
      defaultText: 'the newest that the root helper knows',
      example: '8.2',
    }),
  },
  php_isolation: isolation({ description: isolationText, default: 'client' }),
  php_children: children({ default: 5 }),
  php_idle_time: idle({ default: 20 }),
} as const

const ofServer = <Key extends keyof PhpValues>(key: Key) => ({
  default: ({ php_server }: { readonly php_server: PhpValues }): PhpValues[Key] => php_server[key],
  defaultText: "the server's",
})

export const platformProperties = {
  php_server: reference('server', {
    description: 'server of PHP of the sites of the platform, on the machine of their web server',
    default: ({ web_server }: { readonly web_server: { readonly name: string } }): string => web_server.name,
    defaultText: 'the web server',
  }),
  php_version: version({ description: 'version of PHP of pools', ...ofServer('php_version') }),
  php_isolation: isolation({ description: isolationText, ...ofServer('php_isolation') }),
  php_children: children(ofServer('php_children')),
  php_idle_time: idle(ofServer('php_idle_time')),
} as const

const ofPlatform = <Key extends keyof PhpValues>(key: Key) => ({
  default: ({ platform }: { readonly platform: PhpValues }): PhpValues[Key] => platform[key],
  defaultText: "the platform's",
})

export const siteProperties = {
  php_version: version({ description: 'version of PHP of pools', ...ofPlatform('php_version') }),
  php_isolation: isolation({ description: isolationText, ...ofPlatform('php_isolation') }),
  php_children: children(ofPlatform('php_children')),
  php_idle_time: idle(ofPlatform('php_idle_time')),
  php_user: derived(
    'UNIX user of PHP of the site; none in the shared pool',
    (site: Site, planning: Planning): string | undefined => phpUser(site, planning),
  ),
  php_socket: derived(
    'socket of the pool of the site; none in the shared pool',
    (site: Site, planning: Planning): string | undefined => phpSocket(site, planning),
  ),
} as const

declare module '../../contexts/types/server.js' {
  interface ServerValues extends ValuesOf<typeof serverProperties> {}
}

declare module '../../contexts/types/platform.js' {
  interface PlatformValues extends ValuesOf<typeof platformProperties> {}
}

declare module '../../contexts/types/site.js' {
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
