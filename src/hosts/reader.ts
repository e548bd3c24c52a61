/** The name of the host that Provision runs on. */
export const thisMachine = 'localhost'

/** What planners may know of a host: it reads, never changes. Paths are absolute; links are followed. */
export interface HostReader {
  /** The name of the host, as steps carry it. */
  readonly host: string
  /** Where Provision keeps its files there; PROVISION_HOME on this machine. */
  readonly home: string
  readonly facts: Facts
  /** The text of a plain file; undefined when it is not there. */
  readonly text: (path: string) => string | undefined
  readonly exists: (path: string) => boolean
  readonly isDirectory: (path: string) => boolean
  /** The names in a directory, sorted; none when it is not there. */
  readonly list: (path: string) => readonly string[]
}

/** What a host is like, found in one round trip. */
export interface Facts {
  /** Who provisions there. */
  readonly user: { readonly name: string; readonly group: string }
  /** Names of UNIX users and groups. */
  readonly users: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  /** The path of a program in one of the standard folders. */
  readonly program: (name: string) => string | undefined
  /** Whether systemd runs, and the names of the services that it knows. */
  readonly systemd: boolean
  readonly units: ReadonlySet<string>
  readonly ipv6: boolean
}

/** Folders that programs are looked for in, the first one that has it wins. */
export const programFolders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const

/** Folders with the services that systemd knows. */
export const unitFolders = ['/etc/systemd/system', '/lib/systemd/system', '/usr/lib/systemd/system'] as const
