import type { Platform } from '../../contexts/types/platform.js'
import type { Server } from '../../contexts/types/server.js'
import type { Site } from '../../contexts/types/site.js'
import type { HostReader } from '../../hosts/reader.js'
import type { WebFile } from '../../steps/web/control.js'
import type { Subdirectory } from './names.js'

/** What is particular to one web server: what it writes for the decisions that all of them share. */
export interface WebServerText {
  /** `nginx`, as in messages. */
  readonly name: string
  /** Files of the server context, the administrator's directives among them. */
  readonly server: (server: Server, look: HostReader) => readonly WebFile[]
  /** The file that holds the generation mark, with `GENERATION` in its place. */
  readonly generation: (server: Server, look: HostReader) => string
  /** How long after a reload processes with the old configuration may still accept connections. */
  readonly settleMilliseconds: number
  /** How its test names a line that it refuses, with PATH and LINE in their places: `in PATH:LINE`. */
  readonly errorAt: readonly string[]
  /** Regular expressions of what its test and reload say besides the reason; messages leave it out. */
  readonly noise: readonly string[]
  readonly platform: (platform: Platform, look: HostReader) => readonly WebFile[]
  /** How the names of the files of a platform end. */
  readonly platformEndings: readonly string[]
  /** Vhosts and credentials; those without text do not belong to the site as it is. */
  readonly site: (site: Site, look: HostReader) => readonly WebFile[]
  readonly siteEndings: readonly string[]
  readonly subdirectory: (site: Site, subdirectory: Subdirectory) => WebFile
  readonly skeleton: (server: Server, host: string, look: HostReader) => WebFile
  /** Whether subdirectories need links to their platforms. */
  readonly linksSubdirectories: boolean
}
