import type { Readable, Writable } from 'node:stream'
import type { Files } from './files.js'
import type { HostReader } from './reader.js'

/** A command as its words; never a string for a shell. */
export type Words = readonly [string, ...string[]]

export interface RunOptions {
  /** Given on standard input, the place for secrets; a stream is read until its end. */
  readonly input?: string | Readable
  /** Where standard output goes, instead of being collected. It is ended with the program. */
  readonly output?: Writable
  /** Told each line that the program writes, while it runs. */
  readonly onLine?: (line: string, from: 'stdout' | 'stderr') => void
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** After it the command is ended and counts as failed; 300 when not given. */
  readonly timeoutSeconds?: number
  /** The command is ended when it reads and writes nothing for so long; it may go on for ever when not given. */
  readonly idleSeconds?: number
  /** Ends the command when it is aborted. */
  readonly signal?: AbortSignal
}

export interface Finished {
  /** Exit code; 127 when the command is not there, 124 when it took too long, 130 when it was interrupted. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Request {
  /** `http` when not given. */
  readonly scheme?: 'http' | 'https'
  readonly port: number
  /** The Host header. */
  readonly host: string
  /** Name that the certificate must have; that of the Host header when not given. */
  readonly servername?: string
  /** Certificate of an authority that is trusted besides the system's, as PEM. */
  readonly authority?: string
  readonly path: string
  /** Address to connect to; 127.0.0.1 when not given. */
  readonly address?: string
  readonly timeoutSeconds?: number
  /** Whether a connection of an earlier request is used again: quicker, but an old process may be at its other end. */
  readonly keepAlive?: boolean
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly location: string | undefined
  readonly body: string
}

/** Where steps happen: this machine, or one that is reached through a connection. */
export interface Host {
  /** As steps name it; `localhost` for this machine. */
  readonly name: string
  /** What planners may know of it. */
  readonly reader: HostReader
  /** Reads what planners have asked for and was not known; whether there was anything. */
  readonly load: () => Promise<boolean>
  /** Forgets the files that were read for planners: others may have changed them since. */
  readonly forget: () => void
  readonly files: Files
  /** Never throws for an exit code. */
  readonly run: (words: Words, options?: RunOptions) => Promise<Finished>
  /** Sends a GET request; rejects when nobody answers. Follows no redirect. */
  readonly request: (request: Request) => Promise<Answer>
  /** Ends what the host keeps open. */
  readonly close: () => Promise<void>
}
