import type { HostReader } from '../hosts/reader.js'
import type { Context, ContextTypes } from './context.js'

type Server = ContextTypes['server']

/** The properties of a server that identify its machine. */
export interface Located {
  readonly name: string
  readonly remote_host: string
}

/** When the health check refuses a change: if a site fails; if it fails that did not before; never. */
export const healths = ['strict', 'no-worse', 'off'] as const
export type Health = (typeof healths)[number]

/** Whether a context was verified before the present task: what is in its places then belongs to it. */
export const wasVerified = (name: string, { stored }: Pick<Planning, 'stored'>): boolean => {
  const before = stored(name)
  return before !== undefined && 'verified' in before && before.verified === true
}

/** What planners and computed properties can read. It never changes anything. */
export interface Planning {
  /** How strict health checks are. Default: `no-worse`. */
  readonly health?: Health
  /** The switches of the task that the user has given: `create-groups`. */
  readonly asked: ReadonlySet<string>
  /** Random hexadecimal digits for a new value: the same in each pass of a task, and when its saved plan is applied. */
  readonly newDigits: (subject: string) => string
  /** The machine that Provision runs on. */
  readonly here: HostReader
  /** The machine of a server. Throws if it cannot be reached. */
  readonly host: (server: Located) => HostReader
  /** Whether two servers are on the same machine. */
  readonly isSameHost: (left: Located, right: Located) => boolean
  /** The servers that provide a service for a context. Empty if it needs none, or no server offers it. */
  readonly servers: (context: Context, service: string) => readonly Server[]
  /**
   * The contexts that refer to one, by a given property or by any: the sites of a platform, the platforms of a server.
   */
  readonly referring: (context: Context, property?: string) => readonly Context[]
  /** The state of a context before the present task. Undefined for a new one. */
  readonly stored: (name: string) => Context | undefined
}
