import { posix } from 'node:path'
import type { Planning } from '../contexts/planning.js'
import { contextPath } from '../contexts/store.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { homeFolders, inHome } from '../lib/home-folders.js'
import { phpEndpoint } from '../services/http/php-endpoint.js'
import { serverPaths, vhostFile } from '../services/http/paths.js'
import { phpServer, poolId } from '../services/php/confinement.js'
import { rootConf } from '../services/php/root-conf.js'

/** What `templates/audit/isolation.php` tries to get at. */
export interface Target {
  readonly own: {
    readonly site_path: string
    /** The web server, and the name that it knows the site by. */
    readonly address: string
    readonly host: string
    /** A folder of uploads, and its path in a URL. */
    readonly uploads: string
    readonly uploads_path: string
    readonly pools: readonly string[]
    /** Where root has written down the limits of its pool. */
    readonly pool_file: string | null
    /** Null without a limit. */
    readonly quota_disk: string | null
  }
  readonly other: {
    readonly site_path: string
    readonly settings: readonly string[]
    readonly uploads: readonly string[]
    readonly private: readonly string[]
    readonly private_files: readonly string[]
    /** Sessions, temporary files and logs of its PHP. */
    readonly data: readonly string[]
    /** Its context, its secrets and its vhost. */
    readonly kept: readonly string[]
    readonly pools: readonly string[]
    readonly db_name: string | undefined
  }
  /** Whose processes there may be: the other site's, those of Provision, and those of the web server. */
  readonly users: readonly string[]
  readonly code: readonly string[]
  /** The home and its folders, and the context of the web server. */
  readonly home: readonly string[]
  /** What only root may change. */
  readonly root: readonly string[]
  /** What the web server may read, and has no business to serve. */
  readonly web_files: readonly string[]
}

const settingsNames = ['credentials.php', 'settings.php', 'wp-config.php', 'local.settings.php']

/** Everybody may read the first. The others are as a distribution has them. */
const webFiles = ['/etc/passwd', '/var/log/nginx/access.log', '/var/log/apache2/access.log']

/** The pools of a site, as PHP connects to them. */
const poolsOf = ({ php_socket, php_user }: Site, server: Server, planning: Planning): readonly string[] => {
  if (php_user !== undefined) return php_socket === undefined ? [] : [`unix://${php_socket}`]
  const endpoint = phpEndpoint(server, planning.host(server))
  if (endpoint === undefined) return []
  return ['port' in endpoint ? `tcp://127.0.0.1:${endpoint.port}` : `unix://${endpoint.socket}`]
}

const namesIn = (folder: string, names: readonly string[]): readonly string[] =>
  names.map((name) => posix.join(folder, name))

const below = ({ site_path }: Site, names: readonly string[]): readonly string[] => namesIn(site_path, names)

const dataOf = ({ php_user }: Site, state: string | undefined): readonly string[] =>
  php_user === undefined || state === undefined
    ? []
    : [
        ...namesIn(posix.join(state, 'data', php_user), ['sessions', 'tmp', 'log']),
        posix.join(state, 'log', php_user, 'slow.log'),
      ]

const keptOf = ({ name, uri }: Site, server: Server, home: string): readonly string[] => {
  const vhost = vhostFile(serverPaths(server), uri)
  return [contextPath(home, name), inHome(home, 'secrets', `${name.slice(1)}.json`), `${vhost}.conf`, `${vhost}.cred`]
}

const privateFiles = (site: Site, server: Server, planning: Planning): readonly string[] =>
  below(site, ['private']).flatMap((folder) =>
    planning
      .host(server)
      .list(folder)
      .slice(0, 1)
      .map((name) => posix.join(folder, name)),
  )

const addressOf = ({ http_address, http_port }: Server): string =>
  `http://${http_address === '*' ? '127.0.0.1' : http_address}:${http_port}`

/** What PHP of one site tries of another one on the same web server. */
export const targetOf = (own: Site, other: Site, planning: Planning): Target => {
  const { web_server: server, root, serving } = other.platform
  const { state } = rootConf(phpServer(other, planning) ?? server, planning) ?? {}
  const [uploads = 'files'] = own.platform.serving.uploads
  const { home, facts } = planning.host(server)
  return {
    own: {
      site_path: own.site_path,
      address: addressOf(own.platform.web_server),
      host: own.uri,
      uploads: posix.join(own.site_path, uploads),
      uploads_path: posix.join('sites', own.uri, uploads),
      pools: poolsOf(own, own.platform.web_server, planning),
      pool_file: own.php_user === undefined || state === undefined ? null : posix.join(state, 'pools', poolId(own)),
      quota_disk: own.client?.quota_disk ?? null,
    },
    other: {
      site_path: other.site_path,
      settings: below(other, settingsNames),
      uploads: below(other, serving.uploads),
      private: below(other, ['private']),
      private_files: privateFiles(other, server, planning),
      data: dataOf(other, state),
      kept: keptOf(other, server, home),
      pools: poolsOf(other, server, planning),
      db_name: other.db_name,
    },
    users: [...new Set([other.php_user, facts.user.name, server.web_group].flatMap((user) => user ?? []))],
    code: [root, posix.join(root, 'index.php'), posix.join(root, 'sites')],
    home: [home, ...homeFolders.map((folder) => inHome(home, folder)), contextPath(home, server.name)],
    root:
      state === undefined
        ? []
        : [server.root_helper, state, ...namesIn(state, ['clients', 'pools', 'sockets', 'data'])],
    web_files: webFiles,
  }
}
