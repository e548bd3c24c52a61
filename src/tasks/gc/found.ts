import type { ClaimRegistry } from '../../contexts/claim-registry.js'
import type { Finding } from '../../provision/api.js'
import type { Entry } from '../../hosts/local/entries.js'
import type { HostReader } from '../../hosts/reader.js'
import type { Living } from './living.js'

/** A finding, with what tells whether a running task has to do with it. */
export interface Found extends Finding {
  /** Paths and names by which a task would name it, besides its own. */
  readonly concerns?: readonly string[]
  /** Since when it is as it is (milliseconds since 1970), where nothing else tells whether its writer is at work. */
  readonly since?: number
  /** A file is removed only while this is its text. */
  readonly text?: string
}

/** What finding reads from. */
export interface Sight {
  readonly home: string
  readonly look: HostReader
  readonly entries: (folder: string) => readonly Entry[]
  readonly changedAt: (path: string) => number | undefined
  readonly living: Living
  readonly claims: ClaimRegistry
  /** The words that test and reload a web server, by the name of its context. */
  readonly reloading: (server: string) => string
}

export const removedByGc = 'provision-gc removes it'

/** A path as a word for a shell. */
export const shellWord = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
