import type { Words } from '../hosts/host.js'

export const httpTypes = ['nginx', 'apache'] as const
export type HttpType = (typeof httpTypes)[number]
export type ServerName = 'mariadb' | 'php-fpm' | HttpType | `${HttpType}-tls-proxy`

export const proxyName = (type: HttpType) => `${type}-tls-proxy` as const

/** The web server behind a TLS proxy. */
export const behind = (name: ServerName): HttpType | undefined => httpTypes.find((type) => name === proxyName(type))

/** The paths and the port of a server in a sandbox. Paths are absolute. */
export interface Place {
  /** `<home>/sandbox`, 0700: all files of the private servers. That of root, if root runs the server. */
  readonly folder: string
  /** Whether root runs the server, for a sandbox with clients. */
  readonly ofRoot: boolean
  readonly program: string
  readonly configuration: string
  readonly pidFile: string
  readonly logFile: string
  /** Its UNIX socket. The path has at most 107 bytes, the limit of the kernel. */
  readonly socket: string
  /** TCP port on 127.0.0.1. 0 for a server without a port. */
  readonly port: number
  /** Port of the web server behind a TLS proxy. 0 for all others. */
  readonly inner: number
  /** Folder of the generated configuration of the server's context. */
  readonly generated: string
  readonly root: boolean
  /** The user that PHP runs as, if that is not the current one. */
  readonly phpUser?: string
}

/** A configuration file: a template of `templates/sandbox/` and its values. */
export interface Configuration {
  readonly template: string
  readonly values: Readonly<Record<string, unknown>>
}

/** A private server. It runs in the foreground of its own session, so that its pid is known from the start. */
export interface SandboxServer {
  readonly name: ServerName
  /** Debian packages that contain it. */
  readonly packages: readonly string[]
  /** File name of its program. If several match, the highest version is used. */
  readonly program: RegExp
  readonly hasPort: boolean
  readonly configuration: (place: Place) => Configuration
  /** What tells its port, if root runs it and its vhosts do not. */
  readonly listens?: (place: Place) => Configuration
  /** The program and its configuration: the beginning of each of its commands. */
  readonly words: (place: Place) => Words
  /** More words that keep it in the foreground. */
  readonly foreground?: Words
  /** For a web server: more words of the commands that test and reload its configuration. */
  readonly control?: { readonly test: Words; readonly reload: Words }
  /** Called if its port or its folder has changed. */
  readonly moved?: (place: Place) => void
  /** Called before each start. Returns more words for the command. */
  readonly prepare?: (place: Place) => Promise<readonly string[]>
  /** Rejects while the server does not answer. */
  readonly ready: (place: Place) => Promise<void>
  /** Called when the server has answered or failed to start. */
  readonly settled?: (place: Place) => void
  /** Seconds until a server that does not stop is killed. */
  readonly stopSeconds: number
}

export type Programs = ReadonlyMap<ServerName, string>
