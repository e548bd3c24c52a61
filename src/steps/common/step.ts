/**
 * What should be true, as plain JSON data. A step has no secret in it: where one goes, the text has a
 * secret mark (`secretMark`), which is filled in only while the step runs.
 */
export interface Step {
  /** The file of `src/steps/` that reads, runs and undoes it. */
  readonly kind: string
  /** When it runs: a stage of the task, see `stages.ts`. */
  readonly stage: string
  /** The host that it is done on: `localhost` for this machine. */
  readonly host: string
  /** The context that it is done for. */
  readonly context: string
  /** What it does, as a sentence without a full stop: `write the vhost of example.com`. */
  readonly title: string
}
