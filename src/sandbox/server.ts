import type { Words } from '../hosts/host.js'

export const httpTypes = ['nginx', 'apache'] as const
export type HttpType = (typeof httpTypes)[number]
export type ServerName = 'mariadb' | 'php-fpm' | HttpType

/** Where one server of a sandbox lives. Paths are absolute. */
export interface Place {
  /** `<home>/sandbox`, 0700: all that the private servers keep. */
  readonly folder: string
  readonly program: string
  readonly configuration: string
  readonly pidFile: string
  readonly logFile: string
  /** Its UNIX socket; the path fits into the 107 bytes that the kernel allows. */
  readonly socket: string
  /** TCP port on 127.0.0.1; 0 for a server that has none. */
  readonly port: number
  /** Folder of the configuration that is generated for the server's context. */
  readonly generated: string
  readonly root: boolean
}

/** A configuration file: a template of `templates/sandbox/` and its values. */
export interface Configuration {
  readonly template: string
  readonly values: Readonly<Record<string, unknown>>
}

/** One of the private servers. It runs in the foreground of a session of its own, so its pid is known from the start. */
export interface SandboxServer {
  readonly name: ServerName
  /** Debian packages that bring it. */
  readonly packages: readonly string[]
  /** File name of its program; of several the one with the highest version is taken. */
  readonly program: RegExp
  readonly hasPort: boolean
  readonly configuration: (place: Place) => Configuration
  /** The program with its configuration, as each command of it begins. */
  readonly words: (place: Place) => Words
  /** Further words that keep it in the foreground. */
  readonly foreground?: Words
  /** Of a web server: further words of the commands that test its configuration, and make it read that anew. */
  readonly control?: { readonly test: Words; readonly reload: Words }
  /** Done when it has another port than before, or another place. */
  readonly moved?: (place: Place) => void
  /** Done before each start; gives further words for it. */
  readonly prepare?: (place: Place) => Promise<readonly string[]>
  /** Rejects as long as the server does not answer. */
  readonly ready: (place: Place) => Promise<void>
  /** Done once the server has answered, or has failed to. */
  readonly settled?: (place: Place) => void
  /** How long it may take to end in good order. */
  readonly stopSeconds: number
}

export type Programs = ReadonlyMap<ServerName, string>
