import type { Identity } from '../context.js'
import type { ContextType } from '../context-type.js'
import { type HomeFolder, inHome } from '../../lib/home-folders.js'
import type { Located, Planning } from '../planning.js'
import type { ValuesOf } from '../property.js'
import { address, days, derived, email, host, list, machineName, path, size, url } from '../shapes.js'

const notOnMaster = ({ name }: { readonly name: string }): string | undefined =>
  name === '@server_master' ? undefined : 'it is read from @server_master alone'

const serverProperties = {
  remote_host: host({
    description: 'host name of the server; localhost is this machine',
    default: 'localhost',
    example: 'web.example.com',
  }),
  aegir_root: path({
    description: 'folder for configuration, backups and clients, the same on all machines',
    default: (_: object, { here }) => here.home,
    defaultText: 'PROVISION_HOME',
  }),
  script_user: {
    ...machineName({
      description: 'UNIX user that Provision uses on the server',
      default: (server: Located, { host }) => host(server).facts.user.name,
      defaultText: 'the current user',
    }),
    withoutEffect: (server: Located & { readonly script_user: string }, { host }: Planning) => {
      const { name } = host(server).facts.user
      return server.script_user === name ? undefined : `Provision runs as ${name} there`
    },
  },
  ip_addresses: list(address, {
    values: 'list of IP addresses',
    description: 'addresses of the server; database accounts of its sites are created for them',
    default: [],
    example: '192.0.2.10,192.0.2.11',
  }),
  master_url: url({ description: 'URL of the front end, for disabled and maintenance pages' }),
  admin_email: email({
    description: 'address of the administrator',
    default: (server: { remote_host: string }) => `admin@${server.remote_host}`,
    defaultText: 'admin@remote_host',
  }),
  undo_days: {
    ...days({ description: 'on @server_master: how long tasks can be undone', default: 7 }),
    withoutEffect: notOnMaster,
  },
  undo_size: {
    ...size({
      description: 'on @server_master: maximum size of data to undo tasks; the oldest is removed first',
      default: '1G',
    }),
    withoutEffect: notOnMaster,
  },
} as const

const below = (description: string, folder: HomeFolder, ...names: readonly string[]) =>
  derived(description, ({ aegir_root }: Pick<ServerValues, 'aegir_root'>): string =>
    inHome(aegir_root, folder, ...names),
  )

const serverDerived = {
  backup_path: below('folder of backups', 'backups'),
  clients_path: below('folder of the clients', 'clients'),
  include_path: below('folder of files that all servers share', 'config', 'includes'),
  config_path: derived(
    'folder of the generated configuration of this server',
    ({ aegir_root, name }: { aegir_root: string; name: string }): string => inHome(aegir_root, 'config', name.slice(1)),
  ),
} as const

/** Services add properties by declaration merging, from their own folders. */
export interface ServerValues extends ValuesOf<typeof serverProperties> {}

export interface Server extends Identity, ServerValues, ValuesOf<typeof serverDerived> {
  readonly type: 'server'
}

declare module '../context.js' {
  interface ContextTypes {
    server: Server
  }
}

export const contextType = {
  name: 'server',
  description: 'a machine, or a part of one, that offers services',
  recommendedName: { pattern: '@server_…', matches: ({ name }) => name.startsWith('@server_') },
  offersServices: true,
  properties: { ...serverProperties, ...serverDerived },
  fixed: { aegir_root: 'save another server, and use that' },
} as const satisfies ContextType
