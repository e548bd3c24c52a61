import type { ValuesOf } from '../../contexts/property.js'
import {
  choice,
  command,
  derived,
  flag,
  machineName,
  path,
  port,
  reference,
  seconds,
  size,
} from '../../contexts/shapes.js'
import type { Platform } from '../../contexts/types.js'

export const serverProperties = {
  http_port: port({ description: 'port that the web server listens on', default: 80, example: '8080' }),
  http_restart_cmd: command({
    description: 'command that makes the web server read its configuration anew',
    defaultText: 'found on the server',
  }),
  http_test_cmd: command({
    description: "command that tests the web server's configuration",
    defaultText: 'found on the server',
  }),
  web_group: machineName({ description: 'UNIX group of the web server', defaultText: 'found on the server' }),
  php_fpm_socket: path({
    description: 'socket of php-fpm',
    defaultText: 'the newest /run/php/*fpm.sock, unless php_fpm_port is given',
    example: '/run/php/php8.2-fpm.sock',
  }),
  php_fpm_port: port({ description: 'port of php-fpm on the web server, instead of a socket' }),
} as const

export const platformProperties = {
  web_server: reference('server', {
    description: 'server that serves the sites of the platform',
    default: '@server_master',
  }),
  upload_limit: size({ description: 'largest request body, and largest upload of PHP', default: '64M' }),
  php_memory_limit: size({ description: 'memory that a request of PHP may use', default: '256M' }),
  php_time_limit: seconds({ description: 'time that a request of PHP may take', default: 60 }),
} as const

export const siteProperties = {
  upload_limit: size({
    description: 'largest request body, and largest upload of PHP',
    default: (site: { platform: Platform }) => site.platform.upload_limit,
    defaultText: "the platform's",
  }),
  php_memory_limit: size({
    description: 'memory that a request of PHP may use',
    default: (site: { platform: Platform }) => site.platform.php_memory_limit,
    defaultText: "the platform's",
  }),
  php_time_limit: seconds({
    description: 'time that a request of PHP may take',
    default: (site: { platform: Platform }) => site.platform.php_time_limit,
    defaultText: "the platform's",
  }),
} as const

declare module '../../contexts/types.js' {
  interface ServerValues extends ValuesOf<typeof serverProperties> {}
  interface PlatformValues extends ValuesOf<typeof platformProperties> {}
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
