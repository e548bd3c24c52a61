import { addresses, derived, email, flag, host, machineName, path, recorded, url } from '../shapes.js'
import type { ServerValues } from '../context.js'

export const serverProperties = {
  remote_host: host({
    description: 'name by which the server is reached; localhost is this machine',
    default: 'localhost',
    example: 'web.example.com',
  }),
  aegir_root: path({
    description: 'folder for configuration, backups and clients, the same on all machines',
    default: (_: never, look) => look.home,
    defaultText: 'PROVISION_HOME',
  }),
  script_user: machineName({
    description: 'UNIX user that provisions on the server',
    default: (_: never, look) => look.facts.user.name,
    defaultText: 'the current user',
  }),
  ip_addresses: addresses({
    description: 'addresses of the server; database accounts of its sites are made for them',
    default: [],
    list: true,
    example: '192.0.2.10,192.0.2.11',
  }),
  master_url: url({ description: 'URL of the front end, for disabled and maintenance pages' }),
  admin_email: email({
    description: 'address of the administrator',
    default: (server: { remote_host: string }) => `admin@${server.remote_host}`,
    defaultText: 'admin@remote_host',
  }),
  verified: recorded(
    flag({ description: 'whether what the context needs has been made once; then it does not move', default: false }),
  ),
} as const

const below = (description: string, folder: string) =>
  derived(description, ({ aegir_root }: Pick<ServerValues, 'aegir_root'>): string => `${aegir_root}/${folder}`)

export const serverDerived = {
  backup_path: below('folder of backups', 'backups'),
  clients_path: below('folder of the clients', 'clients'),
  include_path: below('folder of files that all servers share', 'config/includes'),
  config_path: derived(
    'folder of the generated configuration of this server',
    ({ aegir_root, name }: { aegir_root: string; name: string }): string => `${aegir_root}/config/${name.slice(1)}`,
  ),
} as const
