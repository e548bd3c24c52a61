import type { Step } from './step.js'

/** A file of a web server's configuration; one without text must not be there. */
export interface WebFile {
  readonly path: string
  readonly text?: string
  readonly mode: number
}

/**
 * Changes of the configuration of one web server: written, tested, reloaded and proven together with all that
 * other contexts, and other processes, want of the same server. A change that the server refuses is put back alone.
 */
export interface WebStep extends Step {
  readonly kind: 'web'
  readonly stage: 'web'
  readonly server: string
  readonly files: readonly WebFile[]
  readonly control: WebControl
}

/** How a running web server is tested, reloaded and asked what it serves. */
export interface WebControl {
  readonly test: readonly [string, ...string[]]
  readonly reload: readonly [string, ...string[]]
  /**
   * The file that holds the generation mark, and its text with `GENERATION` where the mark goes: it makes the server
   * answer `path` for the host name `host` with the mark alone.
   */
  readonly generation: {
    readonly file: string
    readonly text: string
    readonly host: string
    readonly path: string
    readonly port: number
    readonly address: string
  }
}
