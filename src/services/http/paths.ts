import type { Platform } from '../../contexts/types/platform.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import { contextType as siteType } from '../../contexts/types/site.js'
import { checked, checkedIdentity, checkedPath } from './checked.js'
import { fileName } from '../../lib/file-name.js'
import { memoize } from '../../lib/memoize.js'
import type { Subdirectory } from './names.js'

/** What is in the configuration folder of a server, whichever web server it is. */
interface ServerPaths {
  readonly app: string
  /** What the main configuration of the web server includes, by `link` on the machine itself. */
  readonly file: string
  readonly link: string
  readonly pre: string
  readonly post: string
  readonly platforms: string
  readonly vhosts: string
  readonly subdirectories: string
  /** Document roots for subdirectories: a folder for each host, with links to the platforms. */
  readonly subroots: string
  readonly generation: string
  /** Answers to challenges of certificate authorities. */
  readonly acme: string
}

export const serverPaths = memoize((server: Server): ServerPaths => {
  const app = checkedPath(server, 'http_app_path')
  const config = checkedPath(server, 'config_path')
  const name = app.slice(app.lastIndexOf('/') + 1)
  return {
    app,
    file: `${config}/${name}.conf`,
    link: `${checkedPath(server, 'aegir_root')}/config/${name}.conf`,
    pre: `${app}/pre.d`,
    post: `${app}/post.d`,
    platforms: `${app}/platform.d`,
    vhosts: `${app}/vhost.d`,
    subdirectories: `${app}/subdir.d`,
    subroots: `${app}/subroot`,
    generation: `${app}/generation.conf`,
    acme: `${config}/acme`,
  }
})

/** The file, without its ending, of what the sites of a platform share. */
export const platformFile = (platform: Platform): string => {
  const { name } = checkedIdentity(platform)
  return `${serverPaths(platform.web_server).platforms}/${name.slice(1)}`
}

/** The file of a vhost, without its ending. */
export const vhostFile = (site: Site): string =>
  `${serverPaths(site.platform.web_server).vhosts}/${fileName(checked(site, siteType.properties, 'uri'))}`

interface SubdirectoryPaths {
  readonly folder: string
  readonly fragment: string
  /** The vhost of the host, which answers when the host is no site of its own. */
  readonly skeleton: string
  readonly subroot: string
  readonly link: string
}

export const subdirectoryPaths = (server: Server, { host, directory }: Subdirectory): SubdirectoryPaths => {
  const { subdirectories, subroots } = serverPaths(server)
  const folder = `${subdirectories}/${fileName(host)}`
  const subroot = `${subroots}/${fileName(host)}`
  return {
    folder,
    fragment: `${folder}/${directory}.conf`,
    skeleton: `${folder}.conf`,
    subroot,
    link: `${subroot}/${directory}`,
  }
}
