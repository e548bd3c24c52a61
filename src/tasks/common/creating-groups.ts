import type { FlagDefinition } from './task.js'

/** Flags of tasks that give groups access to files. Planners read them: `planning.asked`. */
export const createGroupsFlag = {
  'create-groups': {
    takes: 'switch',
    description: 'create UNIX groups that sites name and that do not exist, through the root helper',
  },
} as const satisfies { readonly [name: string]: FlagDefinition }
