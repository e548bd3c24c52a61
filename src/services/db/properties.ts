import type { ValuesOf } from '../../contexts/property.js'
import { count, derived, flag, path, port, recorded, reference, text } from '../../contexts/shapes.js'
import type { Planning } from '../../contexts/planning.js'
import type { Site } from '../../contexts/types/site.js'
import { databaseAddress } from './address.js'
import { masterDb } from './master-db.js'

export const serverProperties = {
  master_db: {
    source: 'given' as const,
    values: 'URL of an account',
    parse: masterDb,
    description:
      'account that creates databases and accounts: mysql://user:password@host, user and password URL-encoded',
    secret: true as const,
    required: true as const,
  },
  db_port: port({ description: 'TCP port of the database server', default: 3306 }),
  db_socket: path({
    description: 'socket of the database server, used instead of TCP on the same machine',
    example: '/run/mysqld/mysqld.sock',
  }),
  db_grant_all_hosts: flag({ description: "whether a site's account may connect from any host", default: false }),
} as const

/** How many requests PHP of a site answers at the same time, and whether as a user of its own. */
interface Pool {
  readonly php_user: string | undefined
  readonly php_children: number
}

export const siteProperties = {
  db_server: reference('server', {
    description: 'database server of the site',
    default: '@server_master',
  }),
  db_connections: count({
    description: 'connections that the account of the site may have open at the same time; 0: as many as there are',
    default: ({ php_user, php_children }: Pool): number => (php_user === undefined ? 0 : 4 * php_children),
    defaultText: '4 for each of its php_children where the site has a UNIX user of its own, else 0',
  }),
  db_name: recorded(text({ description: 'name of the database' })),
  db_user: recorded(text({ description: 'account of the database' })),
  db_passwd: { ...recorded(text({ description: 'password of the account' })), secret: true as const },
  secrets_for: recorded(
    text({ description: 'UNIX user whose PHP password and hash salt were made for; shared: the pool of all sites' }),
  ),
  db_type: derived("type of the database, in PHP's terms", (_: Site): string => 'mysql'),
  db_host: derived(
    "host of the database, for the site's PHP; localhost if it connects by socket",
    (site: Site, planning: Planning): string => databaseAddress(site, site.db_server, planning).host,
  ),
  db_host_port: derived(
    "port of the database, for the site's PHP",
    (site: Site, planning: Planning): number => databaseAddress(site, site.db_server, planning).port,
  ),
  db_host_socket: derived(
    "socket of the database, if the site's PHP is on the same machine",
    (site: Site, planning: Planning): string | undefined => databaseAddress(site, site.db_server, planning).socket,
  ),
} as const

declare module '../../contexts/types/server.js' {
  interface ServerValues extends ValuesOf<typeof serverProperties> {}
}
declare module '../../contexts/types/site.js' {
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
