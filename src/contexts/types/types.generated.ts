// Written by scripts/lists.mjs from the folders: do not edit.
import type { ContextType } from '../context-type.js'
import { contextType as client } from './client.js'
import { contextType as platform } from './platform.js'
import { contextType as server } from './server.js'
import { contextType as site } from './site.js'

export const contextTypes = {
  client,
  platform,
  server,
  site,
} as const satisfies Readonly<Record<string, ContextType>>
