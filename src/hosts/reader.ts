import type { Way } from './files.js'

/** The name of the host that Provision runs on. */
export const thisMachine = 'localhost'

/** What planners can read of a host. It never changes anything. Paths are absolute, and links are followed. */
export interface HostReader {
  /** The name of the host in steps. */
  readonly host: string
  /** The folder of Provision's files there: PROVISION_HOME on this machine. */
  readonly home: string
  readonly facts: Facts
  /** The text of a plain file. Undefined if there is none. */
  readonly text: (path: string) => string | undefined
  readonly exists: (path: string) => boolean
  readonly isDirectory: (path: string) => boolean
  /** The names in a directory, sorted. Empty if there is none. */
  readonly list: (path: string) => readonly string[]
  /** Where a path leads, and who owns what decides that. */
  readonly way: (path: string) => Way
}

/** Facts about a host, read in one round trip. */
export interface Facts {
  /** The user that Provision runs as there, its first group, and all of its groups. */
  readonly user: { readonly name: string; readonly group: string; readonly groups: ReadonlySet<string> }
  /** Names of UNIX users and groups. */
  readonly users: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  /** Whether there is a UNIX group, also one of a directory service. */
  readonly hasGroup: (name: string) => boolean
  /** The path of a program in one of the standard folders. */
  readonly program: (name: string) => string | undefined
  /** Whether systemd runs, and the names of its services. */
  readonly systemd: boolean
  readonly units: ReadonlySet<string>
  readonly ipv6: boolean
}

/** Folders for programs. The first one that has the program is used. */
export const programFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const

/** Folders with the services of systemd. */
export const unitFolders = ['/etc/systemd/system', '/lib/systemd/system', '/usr/lib/systemd/system'] as const
