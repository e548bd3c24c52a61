/** The order in which the steps of a task run, and the stage after which it is committed. */
export interface Stages {
  readonly order: readonly string[]
  /** The end of this stage is the commit: before it a plan is undone when it fails, after it, it is finished. */
  readonly commitAfter: string
}

/**
 * The stages of tasks that make something true. A batch of contexts goes through them together, so that all accounts
 * are made before all grants, and each web server reloads once.
 */
export const defaultStages = {
  order: [
    'secret',
    'account',
    'database',
    'grant',
    'directory',
    'file',
    'application',
    'web',
    'withdraw',
    'check',
    'record',
    'cleanup',
  ],
  commitAfter: 'check',
} as const satisfies Stages
