import type { Words } from '../../hosts/host.js'
import type { Step } from '../common/step.js'

/** A file of a web server's configuration. Without text it must not exist. */
export interface WebFile {
  readonly path: string
  /** May contain secret marks. */
  readonly text?: string
  readonly mode: number
}

/**
 * Changes to the configuration of one web server. They are written, tested, reloaded and proven together with the
 * changes of other contexts and processes to the same server. If the server refuses a change, only that change is
 * undone.
 */
export interface WebStep extends Step {
  readonly kind: 'web'
  readonly server: string
  readonly files: readonly WebFile[]
  readonly control: WebControl
}

/**
 * How to test and reload a running web server, and how to read its generation mark. Steps of one server share the
 * object.
 */
export interface WebControl {
  readonly test: Words
  readonly reload: Words
  /** How the test names a line that it refuses, with PATH and LINE as placeholders: `in PATH:LINE`. */
  readonly errorAt: readonly string[]
  /**
   * Regular expressions for text in the output of test and reload that is not the reason. Lines that become empty are
   * dropped.
   */
  readonly noise: readonly string[]
  /**
   * The file with the generation mark, and its text with `GENERATION` as the placeholder. With this file the server
   * answers `path` for the host name `host` with the mark alone.
   */
  readonly generation: {
    readonly file: string
    readonly text: string
    readonly host: string
    readonly path: string
    readonly port: number
    readonly address: string
    /** The file of the server's own configuration that includes the mark. Without it there is nothing to prove. */
    readonly includedBy: string
    /**
     * How long after a reload old processes may still accept connections. The server has to answer with the mark during
     * all that time.
     */
    readonly settleMilliseconds: number
  }
}

/** The wanted state of a file: `text` with secret marks, or the backup at `from`, or absent. */
export interface WebChange {
  readonly path: string
  readonly text?: string
  readonly from?: string
  readonly mode?: number
}

/** The changes that one context wants in the configuration of a web server, and how to restore the old state. */
export interface WebRequest {
  readonly context: string
  readonly title: string
  readonly changes: readonly WebChange[]
  readonly back: readonly WebChange[]
}

/** One web server, as requests name it. */
export interface ControlledServer {
  readonly server: string
  /** The host that it runs on. */
  readonly host: string
  readonly control: WebControl
}
