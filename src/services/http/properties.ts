import type { ValuesOf } from '../../contexts/property.js'
import { network } from '../../contexts/network.js'
import { publicAddressText, serverAddress, siteAddress } from '../../contexts/public-address.js'
import { plainText } from '../../contexts/plain-text.js'
import {
  absolutePath,
  command,
  derived,
  flag,
  ipAddress,
  list,
  machineName,
  path,
  port,
  reference,
  seconds,
  shape,
  size,
} from '../../contexts/shapes.js'
import { type Redirecting, canonicalHost } from '../../contexts/site-addresses.js'
import type { Platform } from '../../contexts/types/platform.js'
import type { Json } from '../../contexts/property.js'
import { type Runs, runsPhp } from '../../applications/application.js'
import { detectReload, detectTest, detectWebGroup } from './detect.js'
import { appName, type Configured } from './app-name.js'

/** An address to listen on, or `*` for all. */
const listenAddress = (given: Json): string => {
  const text = plainText(given)
  return text === '*' ? text : ipAddress(text)
}

const givenServerProperties = {
  http_port: port({ description: 'port that the web server listens on', default: 80, example: '8080' }),
  http_address: {
    source: 'given' as const,
    values: 'IP address, or * for all',
    parse: listenAddress,
    description: 'address that the web server listens on',
    default: '*',
    example: '127.0.0.1',
  },
  public_url: shape(
    'scheme://*, with :port if it is not the default',
    serverAddress,
  )({
    description:
      'scheme and port that visitors use, if a proxy has others than the web server; * stands for the names of each site',
    default: ({ http_port: port = 80 }: { http_port?: number }): string =>
      publicAddressText({ scheme: 'http', host: '*', port }),
    defaultText: 'http and http_port',
    example: 'https://*',
  }),
  trusted_proxies: list(shape('IP address or network', network), {
    values: 'list of IP addresses and networks',
    description: 'proxies in front of the web server; X-Forwarded-For and -Proto count from them alone',
    default: [],
    example: '192.0.2.10,10.0.0.0/8,2001:db8::/32',
  }),
  http_restart_cmd: command({
    description: 'command that reloads the configuration of the web server',
    default: detectReload,
    defaultText: 'found on the server',
  }),
  http_test_cmd: command({
    description: 'command that tests the configuration of the web server',
    default: detectTest,
    defaultText: 'found on the server',
  }),
  web_group: machineName({
    description: 'UNIX group of the web server',
    default: detectWebGroup,
    defaultText: 'found on the server',
  }),
  php_fpm_socket: {
    ...path({
      description: 'socket of php-fpm',
      defaultText: 'the newest /run/php/*fpm.sock, unless php_fpm_port is given',
      example: '/run/php/php8.2-fpm.sock',
    }),
    withoutEffect: ({ php_fpm_port }: { readonly php_fpm_port: number | undefined }): string | undefined =>
      php_fpm_port === undefined ? undefined : 'php_fpm_port is given, and is used instead',
  },
  php_fpm_port: port({ description: 'port of php-fpm on the web server, instead of a socket' }),
  error_logs: list(shape('path', absolutePath), {
    description: 'error logs of the web server and of PHP; what they gain is shown when a health check fails',
    defaultText: 'found in the configuration of the web server and of php-fpm',
    example: '/var/log/nginx/error.log,/var/log/php8.2-fpm.log',
  }),
} as const

const inAppPath = (description: string, folder: string) =>
  derived(description, (server: Configured): string => `${server.config_path}/${appName(server)}${folder}`)

const inFrontEnd = (description: string, folder: string) =>
  derived(description, ({ master_url }: { master_url: string | undefined }): string | undefined =>
    master_url === undefined ? undefined : `${master_url.replace(/\/$/, '')}/hosting/${folder}`,
  )

const derivedServerProperties = {
  http_app_path: inAppPath('folder of the configuration of the web server', ''),
  http_pred_path: inAppPath("folder for the administrator's own directives, read first", '/pre.d'),
  http_postd_path: inAppPath("folder for the administrator's own directives, read last", '/post.d'),
  http_platformd_path: inAppPath('folder of the configuration of platforms', '/platform.d'),
  http_vhostd_path: inAppPath('folder of vhosts', '/vhost.d'),
  http_subdird_path: inAppPath('folder of the configuration of subdirectories', '/subdir.d'),
  web_disable_url: inFrontEnd('page of the front end for disabled sites', 'disabled'),
  web_maintenance_url: inFrontEnd('page of the front end for sites under maintenance', 'maintenance'),
} as const

export const serverProperties = { ...givenServerProperties, ...derivedServerProperties } as const

/** A platform, as far as it says whether PHP runs. Its whole type follows from these properties. */
interface Serves {
  readonly application: string
  readonly serving: Runs
}

const noPhp = ({ application, serving }: Serves): string | undefined =>
  runsPhp(serving) ? undefined : `sites of the application ${application} run no PHP`

const siteWithoutPhp = ({ platform }: { readonly platform: Serves }): string | undefined => noPhp(platform)

export const platformProperties = {
  web_server: reference('server', {
    description: 'web server of the sites of the platform',
    default: '@server_master',
  }),
  upload_limit: size({ description: 'largest request body, and largest upload of PHP', default: '64M' }),
  php_memory_limit: {
    ...size({ description: 'memory that a request of PHP may use', default: '256M' }),
    withoutEffect: noPhp,
  },
  php_time_limit: {
    ...seconds({ description: 'time that a request of PHP may take', default: 60 }),
    withoutEffect: noPhp,
  },
  security_headers: flag({
    description:
      'whether answers without X-Frame-Options and Referrer-Policy get them: SAMEORIGIN, strict-origin-when-cross-origin. false: the application decides, also to send none',
    default: ({ serving }: { serving: { readonly decidesHeaders?: boolean } }): boolean => !serving.decidesHeaders,
    defaultText: 'true; false for WordPress, which has pages for others to embed',
  }),
} as const

interface PublicSite extends Redirecting {
  readonly platform: Platform
}

export const siteProperties = {
  public_url: shape(
    'scheme://host, with :port if it is not the default',
    siteAddress,
  )({
    description: 'address that visitors use, in every URL of the site; its host is the uri or an alias',
    default: (site: PublicSite): string => site.platform.web_server.public_url.replace('*', canonicalHost(site)),
    defaultText: "the server's, with the target of the redirection or the uri",
    example: 'https://www.example.com',
  }),
  upload_limit: size({
    description: 'largest request body, and largest upload of PHP',
    default: (site: { platform: Platform }) => site.platform.upload_limit,
    defaultText: "the platform's",
  }),
  php_memory_limit: {
    ...size({
      description: 'memory that a request of PHP may use',
      default: (site: { platform: Platform }) => site.platform.php_memory_limit,
      defaultText: "the platform's",
    }),
    withoutEffect: siteWithoutPhp,
  },
  php_time_limit: {
    ...seconds({
      description: 'time that a request of PHP may take',
      default: (site: { platform: Platform }) => site.platform.php_time_limit,
      defaultText: "the platform's",
    }),
    withoutEffect: siteWithoutPhp,
  },
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
