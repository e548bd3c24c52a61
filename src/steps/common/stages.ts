/** The order in which the steps of a task run, and the stage after which the task is committed. */
export interface Stages {
  readonly order: readonly string[]
  /** The end of this stage is the commit. A plan that fails before it is undone; after it, the plan is finished. */
  readonly commitAfter: string
}

/**
 * The stages of most tasks. A batch of contexts goes through them together, so that all accounts are created before all
 * grants, and each web server reloads once.
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
