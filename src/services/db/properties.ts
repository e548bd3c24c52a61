import type { ValuesOf } from '../../contexts/property.js'
import { flag, path, plainText, port, recorded, reference, text } from '../../contexts/shapes.js'

export const serverProperties = {
  master_db: text({
    description: 'account that makes databases and accounts: mysql://user:password@host, its parts URL-encoded',
    secret: true,
    required: true,
  }),
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
} as const

declare module '../../contexts/types.js' {
  interface ServerValues extends ValuesOf<typeof serverProperties> {}
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
