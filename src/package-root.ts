import { dirname } from 'node:path'

/** The folder that holds `templates/`; this file and the built program both lie one level below it. */
export const packageRoot = dirname(import.meta.dirname)
