import type { Identity } from '../context.js'
import type { ContextType } from '../context-type.js'
import type { Rule } from '../constraints.js'
import type { ValuesOf } from '../property.js'
import {
  choice,
  derived,
  email,
  flag,
  host,
  language,
  list,
  machineName,
  recorded,
  reference,
  shape,
  text,
} from '../shapes.js'
import { nameOwner } from '../name-owner.js'
import { clientNamed, shortNameOf } from '../short-client.js'
import {
  isNoPublicSuffix,
  redirection,
  redirectsToItself,
  siteAlias,
  siteHost,
  uriIsNoAlias,
} from '../site-addresses.js'
import type { Client } from './client.js'
import type { Platform } from './platform.js'
import { command } from '../../lib/shell-word.js'

const siteProperties = {
  uri: {
    ...host({
      description: 'address of the site, without http:// or a slash',
      required: true,
      example: 'example.com',
    }),
    parse: siteHost,
  },
  platform: reference('platform', {
    description: 'platform with the code of the site',
    required: true,
    example: '@platform_wordpress',
  }),
  site_enabled: flag({ description: 'whether the site is enabled; false shows the disabled page', default: true }),
  site_maintenance: flag({ description: 'whether visitors see the maintenance page (503)', default: false }),
  language: {
    ...language({ description: 'language that the site is installed in', default: 'en' }),
    isForApplications: true,
  },
  client: {
    ...reference('client', { description: 'client who owns the site', example: '@client_acme' }),
    shortForm: { property: 'client_name', contextOf: clientNamed },
  },
  client_name: machineName({
    description: 'short form of client: acme is @client_acme, which is made if there is none',
    default: ({ client }: { client: Client | undefined }) => client && shortNameOf(client.name),
    defaultText: 'the name of the client, without @client_',
    example: 'acme',
  }),
  client_email: email({
    description: 'e-mail address of the client, also used for the first account of the site',
    example: 'ops@example.com',
  }),
  aliases: list(shape('host name, *.host or host/subdirectory', siteAlias), {
    values: 'list of host names, *.host or host/subdirectory',
    description: 'other addresses of the site',
    default: [],
    example: 'www.example.com,example.org/shop',
  }),
  shares_names_with: list(shape('client_name, @operator or *', nameOwner), {
    values: 'list of client_name, @operator (sites without one) or * (everybody)',
    description: 'whose other sites may have host names above and below those of this site, besides those of its owner',
    default: [],
    example: 'acme,umbrella',
  }),
  redirection: {
    source: 'given' as const,
    values: 'false, true (aliases redirect to the uri), or a host name among uri and aliases',
    parse: redirection,
    description: 'where the addresses of the site redirect to',
    default: false as boolean | string,
  },
  profile: {
    ...machineName({ description: 'installation profile, if the application has profiles', default: 'standard' }),
    isForApplications: true,
  },
  install_method: choice(['profile', 'manual'])({
    description: 'profile: install the application; manual: do everything else, to install it in the browser',
    default: 'profile',
  }),
  cron_key: recorded(text({ description: 'key that the application requires in cron URLs' })),
  installed: recorded(flag({ description: 'whether the application is installed', default: false })),
} as const

const siteDerived = {
  root: derived('document root of the platform', ({ platform }: { platform: Platform }): string => platform.root),
  site_path: derived(
    'folder for the files of this site',
    ({ platform, uri }: { platform: Platform; uri: string }): string => `${platform.root}/sites/${uri}`,
  ),
} as const

/** Services and applications add properties by declaration merging, from their own folders. */
export interface SiteValues extends ValuesOf<typeof siteProperties> {}

export interface Site extends Identity, SiteValues, ValuesOf<typeof siteDerived> {
  readonly type: 'site'
}

declare module '../context.js' {
  interface ContextTypes {
    site: Site
  }
}

const clientOnce: Rule = ({ properties: { client, client_name } }) =>
  client === undefined || client_name === undefined
    ? []
    : [{ path: 'client_name', message: 'is a short form of client, which is given too', fix: 'give one of them' }]

/** A site that is on the platform already may stay. */
const platformTakesIt: Rule = ({ properties: { platform } }, find, before) =>
  typeof platform === 'string' &&
  before?.properties['platform'] !== platform &&
  find(platform)?.properties['locked'] === true
    ? [
        {
          path: 'platform',
          message: `${platform} is locked: no new site may be placed on it`,
          fix: command`use another platform, or: provision-save ${platform} --locked=false`,
        },
      ]
    : []

const saveAnother = 'save another site; or delete this one and save it again'

export const contextType = {
  name: 'site',
  description: 'one address with its own database and files',
  parent: 'platform',
  holdsData: true,
  recommendedName: {
    pattern: '@ and the uri',
    matches: ({ name, properties }) => name === `@${String(properties['uri'])}`,
  },
  properties: { ...siteProperties, ...siteDerived },
  rules: [clientOnce, uriIsNoAlias, redirectsToItself, isNoPublicSuffix, platformTakesIt],
  fixed: { uri: saveAnother, platform: saveAnother },
} as const satisfies ContextType
