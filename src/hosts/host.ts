import type { Readable, Writable } from 'node:stream'
import type { Files } from './files.js'
import type { Need } from './needs.js'
import type { HostReader } from './reader.js'

/** A command as a list of words, never a string for a shell. */
export type Words = readonly [string, ...string[]]

export interface RunOptions {
  /** Standard input, the place for secrets. A stream is read until its end. */
  readonly input?: string | Readable
  /** Receives standard output, which is then not collected. It ends with the program. */
  readonly output?: Writable
  /** The same for standard error. It also gets why a program could not be started. */
  readonly errors?: Writable
  /** Called with each line that the program writes, while it runs. */
  readonly onLine?: (line: string, from: 'stdout' | 'stderr') => void
  /** All processes that the program starts inherit it, for `endProgram`. Without whitespace. */
  readonly id?: string
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The command is killed after this time and counts as failed. 0: never. Default: 300. */
  readonly timeoutSeconds?: number
  /** The command is killed after this time without input or output. Default: no limit. */
  readonly idleSeconds?: number
  /** Aborting it kills the command. */
  readonly signal?: AbortSignal
}

export interface Finished {
  /** Exit code. 127: command not found; 124: timeout; 130: interrupted; 128 and its number: ended by another signal. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Request {
  /** Default: `http`. */
  readonly scheme?: 'http' | 'https'
  readonly port: number
  /** The Host header. */
  readonly host: string
  /** Name that the certificate must have. Default: the name in the Host header. */
  readonly servername?: string
  /** Certificate of an authority that is trusted besides those of the system, as PEM. */
  readonly authority?: string
  readonly path: string
  /** Headers besides Host. */
  readonly headers?: Readonly<Record<string, string>>
  /** Address to connect to. Default: 127.0.0.1. */
  readonly address?: string
  readonly timeoutSeconds?: number
  /**
   * Whether to reuse a connection of an earlier request. This is faster, but an old process may be at the other end.
   */
  readonly keepAlive?: boolean
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly location: string | undefined
  readonly body: string
}

/** A place where steps run: this machine, or one behind a connection. */
export interface Host {
  /** As steps name it: `localhost` for this machine. */
  readonly name: string
  /** What planners can read of the host. */
  readonly reader: HostReader
  /** Reads what planners have asked for and is not known yet. Returns whether there was anything to read. */
  readonly load: () => Promise<boolean>
  /** Forgets the files that were read for planners, because others may have changed them. */
  readonly forget: () => void
  readonly files: Files
  /** Why the machine does not have what is needed, for each need. Undefined for what it has. */
  readonly lacking: (needs: readonly Need[]) => Promise<readonly (string | undefined)[]>
  /** Never throws for an exit code. */
  readonly run: (words: Words, options?: RunOptions) => Promise<Finished>
  /** Kills all processes of the program with this id, also those that outlive it. Waits until they are gone. */
  readonly endProgram: (id: string) => Promise<void>
  /** Sends a GET request. Rejects if there is no answer. Follows no redirect. */
  readonly request: (request: Request) => Promise<Answer>
  /** Closes connections. */
  readonly close: () => Promise<void>
}
