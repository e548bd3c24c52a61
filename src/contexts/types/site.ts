import type { Identity } from '../context.js'
import type { ContextType } from '../context-type.js'
import type { Json, ValuesOf } from '../property.js'
import {
  eachItem,
  aliases,
  choice,
  derived,
  email,
  flag,
  host,
  hostName,
  language,
  machineName,
  plainText,
  recorded,
  reference,
  text,
} from '../shapes.js'
import type { Platform } from './platform.js'

/** false, true (aliases redirect to the uri), or the host name among uri and aliases that all others redirect to. */
const redirection = (given: Json): boolean | string => {
  const word = plainText(given).toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(word)) return true
  if (['false', '0', 'no', 'off', ''].includes(word)) return false
  return hostName(given)
}

/** `sites/all` and `sites/default` belong to all sites of a platform; names under `.invalid` are Provision's own (RFC 6761). */
const refuseReserved = (name: string): void => {
  const [hostOf = ''] = name.split('/')
  if (['all', 'default'].includes(hostOf))
    throw new Error(`${hostOf} is no name for a site: sites/${hostOf} belongs to all sites of a platform`)
  if (/(?:^|\.)invalid$/.test(hostOf)) throw new Error('names under .invalid are never in DNS, and in use by Provision')
}

const siteHost = (given: Json): string => {
  const name = hostName(given)
  refuseReserved(name)
  return name
}

const anyAliases = aliases({
  description: 'other addresses of the site',
  default: [],
  list: true,
  example: 'www.example.com,example.org/shop',
})

const siteAliases = (given: Json): readonly string[] =>
  eachItem(anyAliases.parse(given), (name) => {
    refuseReserved(name)
    return name
  })

const uri = host({
  description: 'address of the site, without http:// or a slash',
  required: true,
  example: 'example.com',
})

const siteProperties = {
  uri: { ...uri, parse: siteHost },
  platform: reference('platform', {
    description: 'platform that holds the code of the site',
    required: true,
    example: '@platform_wordpress',
  }),
  site_enabled: flag({ description: 'whether the site answers; false shows the disabled page', default: true }),
  site_maintenance: flag({ description: 'whether visitors see the maintenance page (503)', default: false }),
  language: language({ description: 'language that the site is installed in', default: 'en' }),
  client_name: machineName({ description: 'client that owns the site', example: 'acme' }),
  client_email: email({
    description: 'address of the client; the first account of the site gets it',
    example: 'ops@example.com',
  }),
  aliases: { ...anyAliases, parse: siteAliases },
  redirection: {
    source: 'given' as const,
    values: 'false, true (aliases redirect to the uri), or a host name among uri and aliases',
    parse: redirection,
    description: 'where the addresses of the site redirect to',
    default: false as boolean | string,
  },
  profile: machineName({ description: 'installation profile, as far as the application has one', default: 'standard' }),
  install_method: choice(['profile', 'manual'])({
    description: 'profile: the application is installed; manual: all but that, for an installation in the browser',
    default: 'profile',
  }),
  cron_key: recorded(text({ description: 'key that the application asks for when cron is called by URL' })),
  installed: recorded(flag({ description: 'whether the application is installed', default: false })),
} as const

const siteDerived = {
  root: derived('document root of the platform', ({ platform }: { platform: Platform }): string => platform.root),
  site_path: derived(
    'folder of what belongs to this site alone',
    ({ platform, uri }: { platform: Platform; uri: string }): string => `${platform.root}/sites/${uri}`,
  ),
} as const

/** Services and applications add to it by declaration merging, from their own folders. */
export interface SiteValues extends ValuesOf<typeof siteProperties> {}

export interface Site extends Identity, SiteValues, ValuesOf<typeof siteDerived> {
  readonly type: 'site'
}

declare module '../context.js' {
  interface ContextTypes {
    site: Site
  }
}

export const contextType = {
  name: 'site',
  description: 'one address with its own database and files',
  parent: 'platform',
  recommendedName: {
    pattern: '@ and the uri',
    matches: ({ name, properties }) => name === `@${String(properties['uri'])}`,
  },
  properties: { ...siteProperties, ...siteDerived },
} as const satisfies ContextType
