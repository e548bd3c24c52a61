import type { FlagDefinition } from './task.js'

/** The flag of tasks whose failures are worth a look. */
export const keepFailedFlag = {
  'keep-failed': {
    takes: 'switch',
    description: 'leave what has failed as it is, to look at it; provision-recover undoes it',
  },
} as const satisfies Readonly<Record<string, FlagDefinition>>
