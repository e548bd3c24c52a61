import type { ValuesOf } from '../../contexts/property.js'
import { derived, flag, path, port, recorded, reference, text } from '../../contexts/shapes.js'
import { databaseAddress, type Placed } from './address.js'
import { masterDb } from './master-db.js'

export const serverProperties = {
  master_db: {
    source: 'given' as const,
    values: 'URL of an account',
    parse: masterDb,
    description: 'account that makes databases and accounts: mysql://user:password@host, its parts URL-encoded',
    secret: true as const,
    required: true as const,
  },
  db_port: port({ description: 'TCP port of the database server', default: 3306 }),
  db_socket: path({
    description: 'socket of the database server, instead of TCP, for itself and for the sites on the same machine',
    example: '/run/mysqld/mysqld.sock',
  }),
  db_grant_all_hosts: flag({ description: "whether a site's account may come from any host", default: false }),
} as const

export const siteProperties = {
  db_server: reference('server', {
    description: 'server that keeps the database of the site',
    default: '@server_master',
  }),
  db_name: recorded(text({ description: 'name of the database' })),
  db_user: recorded(text({ description: 'account of the database' })),
  db_passwd: { ...recorded(text({ description: 'password of the account' })), secret: true as const },
  db_type: derived('kind of database, as PHP calls it', (_: Placed): string => 'mysql'),
  db_host: derived(
    "host of the database, as the site's PHP reaches it; localhost when that is by socket",
    (site: Placed): string => databaseAddress(site).host,
  ),
  db_host_port: derived(
    "port of the database, as the site's PHP reaches it",
    (site: Placed): number => databaseAddress(site).port,
  ),
  db_host_socket: derived(
    "socket of the database, when the site's PHP is on the same machine",
    (site: Placed): string | undefined => databaseAddress(site).socket,
  ),
} as const

declare module '../../contexts/types/server.js' {
  interface ServerValues extends ValuesOf<typeof serverProperties> {}
}
declare module '../../contexts/types/site.js' {
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
