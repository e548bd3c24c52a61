/** What planning may know of a host: it reads, never changes. Paths are absolute. */
export interface HostReader {
  /** The text of a file; undefined when it is not there. */
  readonly text: (path: string) => string | undefined
  readonly exists: (path: string) => boolean
  /** The names in a directory, sorted; none when it is not there. */
  readonly list: (path: string) => readonly string[]
  /** Whether the path may be executed by the current user. */
  readonly executable: (path: string) => boolean
  /** The names of the UNIX groups of the host. */
  readonly groups: () => readonly string[]
  /** PROVISION_HOME. */
  readonly home: () => string
  /** The current user. */
  readonly user: () => { readonly name: string; readonly group: string }
}
