import type { WebFile } from '../../steps/web/control.js'
import type { Subdirectory } from './view/names.js'
import type { WebPlatform } from './view/platform.js'
import type { WebServer } from './view/server.js'
import type { WebSite } from './view/site.js'

/** The part of the configuration that is specific to one web server. */
export interface WebServerText {
  /** `nginx`, as in messages. */
  readonly name: string
  /** Files of the administrator that may include the configuration of a home. */
  readonly mainFiles: (server: WebServer) => readonly string[]
  /** Its error logs, as its main configuration names them. */
  readonly errorLogs: (server: WebServer) => readonly string[]
  /** Files of the server context, including the administrator's directives. */
  readonly server: (server: WebServer) => readonly WebFile[]
  /** The text of the file with the generation mark, with `GENERATION` as its placeholder. */
  readonly generation: (server: WebServer) => string
  /** How long after a reload old processes may still accept connections. */
  readonly settleMilliseconds: number
  /** How the test names a line that it refuses, with PATH and LINE as placeholders: `in PATH:LINE`. */
  readonly errorAt: readonly string[]
  /** Regular expressions for text in the output of test and reload that is not the reason. Messages leave it out. */
  readonly noise: readonly string[]
  readonly platform: (platform: WebPlatform, server: WebServer) => readonly WebFile[]
  /** Endings of the names of a platform's files. */
  readonly platformEndings: readonly string[]
  /** Vhosts and credentials. Files without text must not exist for the site. */
  readonly site: (site: WebSite, server: WebServer) => readonly WebFile[]
  readonly siteEndings: readonly string[]
  readonly subdirectory: (site: WebSite, subdirectory: Subdirectory, server: WebServer) => WebFile
  readonly skeleton: (server: WebServer, host: string) => WebFile
  /** Whether subdirectories need links to their platforms. */
  readonly linksSubdirectories: boolean
}
