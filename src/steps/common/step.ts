/**
 * Something that should be true, as plain JSON data. A step contains no secret: its text has a secret mark
 * (`secretMark`) instead, which is filled in only while the step runs.
 */
export interface Step {
  /** The name of its kind: a file or folder in `src/steps/`. */
  readonly kind: string
  /** When it runs: a stage of the task, see `stages.ts`. */
  readonly stage: string
  /** The host that it runs on: `localhost` for this machine. */
  readonly host: string
  /** The context that it belongs to. */
  readonly context: string
  /** What it does, as a sentence without a full stop: `write the vhost of example.com`. */
  readonly title: string
  /** What of its context's data it holds. Data that was there and is gone is a loss: the step does not run. */
  readonly holds?: HeldData
  /**
   * For what carries its owner tag: whether something that is there without one is taken over (or removed), because it
   * is known to belong to the context, or the user has said so. Otherwise it is refused (or left).
   */
  readonly adopt?: boolean
}

/** Data that cannot be made again, in what a step makes. */
export interface HeldData {
  /** As an error names it: `the database example`. */
  readonly what: string
  /** Whether it counts as lost too when it is empty and was not, once the application is installed. */
  readonly staysFilled?: boolean
  /** Whether the application is not installed without it. */
  readonly isInstallation?: boolean
  /** What proves that a database holds the installation. Default: any table. */
  readonly proof?: InstallationProof
}

/** A table that an installed application has, and in it whose the installation is. */
export interface InstallationProof {
  /** How the name of the table ends. */
  readonly tableEnding: string
  /** The row that says whose it is, where there is one. */
  readonly keyColumn: string
  readonly key: string
  readonly valueColumn: string
  /** What the row must say. Default: anything. */
  readonly value?: string
}
