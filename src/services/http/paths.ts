import type { Server } from '../../contexts/types/server.js'
import { fileName } from '../../lib/file-name.js'
import { memoize } from '../../lib/memoize.js'
import { type Owner, checkedPath } from './view/checked.js'
import type { Subdirectory } from './view/names.js'
import { inHome } from '../../lib/home-folders.js'

/** The configuration folder of a server. The same for every web server. */
export interface ServerPaths {
  readonly app: string
  /** The main configuration of the web server includes this file through `link`, on its own machine. */
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
    link: inHome(checkedPath(server, 'aegir_root'), 'config', `${name}.conf`),
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

/** The file, without its ending, that the sites of a platform share. */
export const platformFile = ({ platforms }: ServerPaths, { name }: Owner): string => `${platforms}/${name.slice(1)}`

/** The file of a vhost, without its ending. */
export const vhostFile = ({ vhosts }: ServerPaths, uri: string): string => `${vhosts}/${fileName(uri)}`

interface SubdirectoryPaths {
  readonly folder: string
  readonly fragment: string
  /** The vhost of the host. It answers if the host is not a site. */
  readonly skeleton: string
  readonly subroot: string
  readonly link: string
}

export const subdirectoryPaths = (
  { subdirectories, subroots }: ServerPaths,
  { host, directory }: Subdirectory,
): SubdirectoryPaths => {
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

/** The folder with the configuration of all subdirectories of a host. */
export const fragmentsFolder = (paths: ServerPaths, host: string): string =>
  subdirectoryPaths(paths, { host, directory: '' }).folder
