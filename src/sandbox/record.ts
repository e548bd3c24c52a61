import { join } from 'node:path'
import { ProvisionError } from '../errors.js'
import { inHome } from '../lib/home-folders.js'
import { ownFiles } from '../hosts/local/own-files.js'
import { phpUser } from './php-user.js'
import { type Running, processOf, processOfPidFile } from './processes.js'
import { isRootServer, ownFolder } from './root.js'
import { type HttpType, type Place, type ServerName, behind } from './server.js'

export interface ServerState {
  readonly program: string
  /** 0 for a server without a port. */
  readonly port: number
  /** Undefined if the server is stopped. */
  readonly process?: Running
}

/** The state of a sandbox, in `<home>/sandbox/state.json`. */
export interface SandboxState {
  /** The home when it was last started. */
  readonly home?: string
  /** The types of web servers. The first one belongs to @server_master. */
  readonly http: readonly HttpType[]
  /** Whether a TLS proxy is in front of each web server. */
  readonly tlsProxy?: boolean
  /** Folder of what root has for clients with users of their own. */
  readonly clients?: string
  /** Folder of the UNIX sockets. */
  readonly sockets: string
  readonly servers: { readonly [Name in ServerName]?: ServerState }
}

export const sandboxFolder = (home: string): string => inHome(home, 'sandbox')
const stateFile = (home: string): string => join(sandboxFolder(home), 'state.json')

export const readState = (home: string): SandboxState | undefined => {
  const text = ownFiles.text(stateFile(home))
  if (text === undefined) return undefined
  try {
    const state = JSON.parse(text) as SandboxState
    return state.clients === undefined ? state : { ...state, clients: ownFolder(home, state.clients) }
  } catch (cause) {
    throw new ProvisionError('PROVISION_SANDBOX', `${stateFile(home)} is damaged`, {
      cause,
      fix: 'stop the servers with that folder in their command, then remove the file: ports may change, data stays',
    })
  }
}

/** The context of a web server in the sandbox, without the @. */
export const contextOf = ({ http }: Pick<SandboxState, 'http'>, name: ServerName): string =>
  http.slice(1).some((type) => type === name) ? `server_${name}` : 'server_master'

/** The state of a sandbox while a command changes it. Writes each change to disk at once. */
export class SandboxRecord {
  #state: SandboxState

  constructor(
    readonly home: string,
    state: SandboxState,
  ) {
    this.#state = state
  }

  get state(): SandboxState {
    return this.#state
  }

  get names(): readonly ServerName[] {
    return Object.keys(this.#state.servers) as ServerName[]
  }

  server(name: ServerName): ServerState {
    return this.#state.servers[name] ?? { program: '', port: 0 }
  }

  keep(name: ServerName, server: ServerState): void {
    this.#state = { ...this.#state, servers: { ...this.#state.servers, [name]: server } }
    const text = `${JSON.stringify(this.#state, undefined, 2)}\n`
    if (text !== ownFiles.text(stateFile(this.home))) ownFiles.write(stateFile(this.home), text, 0o600)
  }

  place(name: ServerName): Place {
    const { clients, sockets } = this.#state
    const ofRoot = clients !== undefined && isRootServer(name)
    const [folder, user] = [ofRoot ? clients : sandboxFolder(this.home), phpUser()]
    const inner = behind(name)
    return {
      folder,
      ofRoot,
      program: this.server(name).program,
      configuration: join(folder, `${name}.conf`),
      pidFile: join(folder, 'run', `${name}.pid`),
      logFile: join(folder, 'log', `${name}.log`),
      socket: join(ofRoot ? join(folder, 'run') : sockets, `${name}.sock`),
      port: this.server(name).port,
      inner: inner === undefined ? 0 : this.server(inner).port,
      generated: inHome(this.home, 'config', contextOf(this.#state, name)),
      root: process.getuid?.() === 0,
      ...(user === undefined ? {} : { phpUser: user.name }),
    }
  }

  /** What the configuration of a server of root includes from here: its port, which may change. */
  listenFile(name: ServerName): string {
    return join(sandboxFolder(this.home), `${name}-listen.conf`)
  }

  /** The recorded process if it is running, else that of the pid file: `apache2 -k graceful` may have started it. */
  living(name: ServerName): Running | undefined {
    const { configuration, pidFile } = this.place(name)
    const recorded = this.server(name).process
    const found = recorded && processOf(recorded.pid, configuration)
    return found && found.started === recorded?.started ? found : processOfPidFile(pidFile, configuration)
  }

  /** Records the running process of a server. */
  adopt(name: ServerName): Running | undefined {
    const running = this.living(name)
    if (running) this.keep(name, { ...this.server(name), process: running })
    return running
  }
}
