import type { Words } from '../../hosts/host.js'
import type { Step } from '../common/step.js'

/** A file of a web server's configuration; one without text must not be there. */
export interface WebFile {
  readonly path: string
  /** May have secret marks. */
  readonly text?: string
  readonly mode: number
}

/**
 * Changes of the configuration of one web server: written, tested, reloaded and proven together with all that
 * other contexts, and other processes, want of the same server. A change that the server refuses is put back alone.
 */
export interface WebStep extends Step {
  readonly kind: 'web'
  readonly server: string
  readonly files: readonly WebFile[]
  readonly control: WebControl
}

/** How a running web server is tested, reloaded and asked what it serves. Steps of one server share the object. */
export interface WebControl {
  readonly test: Words
  readonly reload: Words
  /** How the test names a line that it refuses, with PATH and LINE in their places: `in PATH:LINE`. */
  readonly errorAt: readonly string[]
  /** Regular expressions of what test and reload say besides the reason; a line of which nothing is left is left out. */
  readonly noise: readonly string[]
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
    /** The file of the server's own configuration that includes the mark: without it there is nothing to prove. */
    readonly includedBy: string
    /** How long after a reload old processes may still accept connections; the mark has to be answered all that time. */
    readonly settleMilliseconds: number
  }
}

/** A file as it should become: `text` with secret marks, or what is kept at `from`, or absent. */
export interface WebChange {
  readonly path: string
  readonly text?: string
  readonly from?: string
  readonly mode?: number
}

/** What one context wants of the configuration of a web server, and how it was before. */
export interface WebRequest {
  readonly context: string
  readonly title: string
  readonly changes: readonly WebChange[]
  readonly back: readonly WebChange[]
}

/** One web server, as requests for it name it. */
export interface ControlledServer {
  readonly server: string
  /** The host that it runs on. */
  readonly host: string
  readonly control: WebControl
}
