import type { HostReader } from '../hosts/reader.js'
import type { Context, ContextTypes } from './context.js'

type Server = ContextTypes['server']

/** A server, as far as it takes to know which machine it is. */
export interface Located {
  readonly name: string
  readonly remote_host: string
}

/** What planners may ask, and properties that are computed. It reads, never changes. */
export interface Planning {
  /** The machine that Provision runs on. */
  readonly here: HostReader
  /** The machine of a server; refuses one that cannot be reached. */
  readonly host: (server: Located) => HostReader
  /** Whether two servers are on one machine. */
  readonly isSameHost: (left: Located, right: Located) => boolean
  /** The servers that give a context a service; none where it needs none, or nobody offers it. */
  readonly servers: (context: Context, service: string) => readonly Server[]
  /** The contexts that refer to one, by the given property of theirs or by any: a platform's sites, a server's platforms. */
  readonly referring: (context: Context, property?: string) => readonly Context[]
  /** A context as it was before the task that plans; undefined for a new one. */
  readonly stored: (name: string) => Context | undefined
}
