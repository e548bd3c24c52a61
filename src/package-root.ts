import { fileURLToPath } from 'node:url'

/** The folder that holds `templates/`, without a slash at its end; this file and the bundle both lie one level below it. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
