import type { FlagDefinition } from './task.js'

/** A flag of tasks that make what a context needs. */
export const adoptFlag = {
  takes: 'switch',
  description:
    'the named contexts take over what is there without an owner: a folder, a settings file, a database, an account; a later delete removes it',
} as const satisfies FlagDefinition
