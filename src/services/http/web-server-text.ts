import type { WebFile } from '../../steps/web/control.js'
import type { Subdirectory } from './view/names.js'
import type { WebPlatform } from './view/platform.js'
import type { WebServer } from './view/server.js'
import type { WebSite } from './view/site.js'

/** What is particular to one web server: what it writes for the decisions that all of them share. */
export interface WebServerText {
  /** `nginx`, as in messages. */
  readonly name: string
  /** Files of the server context, the administrator's directives among them. */
  readonly server: (server: WebServer) => readonly WebFile[]
  /** The file that holds the generation mark, with `GENERATION` in its place. */
  readonly generation: (server: WebServer) => string
  /** How long after a reload processes with the old configuration may still accept connections. */
  readonly settleMilliseconds: number
  /** How its test names a line that it refuses, with PATH and LINE in their places: `in PATH:LINE`. */
  readonly errorAt: readonly string[]
  /** Regular expressions of what its test and reload say besides the reason; messages leave it out. */
  readonly noise: readonly string[]
  readonly platform: (platform: WebPlatform, server: WebServer) => readonly WebFile[]
  /** How the names of the files of a platform end. */
  readonly platformEndings: readonly string[]
  /** Vhosts and credentials; those without text do not belong to the site as it is. */
  readonly site: (site: WebSite, server: WebServer) => readonly WebFile[]
  readonly siteEndings: readonly string[]
  readonly subdirectory: (site: WebSite, subdirectory: Subdirectory, server: WebServer) => WebFile
  readonly skeleton: (server: WebServer, host: string) => WebFile
  /** Whether subdirectories need links to their platforms. */
  readonly linksSubdirectories: boolean
}
