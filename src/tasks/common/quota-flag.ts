import type { FlagDefinition } from './task.js'

/** A flag of tasks that measure quotas. Planners read it: `planning.asked`. */
export const measureFlag = {
  measure: {
    takes: 'switch',
    description: 'measure what clients with quotas use to the end, however long it takes; else for 2 seconds',
  },
} as const satisfies { readonly [name: string]: FlagDefinition }
