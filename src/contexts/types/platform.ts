import type { Identity } from '../context.js'
import type { ContextType } from '../context-type.js'
import type { ValuesOf } from '../property.js'
import { flag, machineName, path, reference } from '../shapes.js'

const platformProperties = {
  root: path({ description: 'document root of the code base', required: true, example: '/srv/platforms/wordpress' }),
  code_owner: machineName({
    description: 'UNIX user who may change the root and the folders above it, besides root and the script user',
    example: 'deploy',
  }),
  server: reference('server', { description: 'server that the platform belongs to', default: '@server_master' }),
  locked: flag({ description: 'whether the platform refuses new sites', default: false }),
} as const

/** Services and applications add properties by declaration merging, from their own folders. */
export interface PlatformValues extends ValuesOf<typeof platformProperties> {}

export interface Platform extends Identity, PlatformValues {
  readonly type: 'platform'
}

declare module '../context.js' {
  interface ContextTypes {
    platform: Platform
  }
}

export const contextType = {
  name: 'platform',
  description: 'a code base on a server, the place of many sites',
  parent: 'server',
  recommendedName: { pattern: '@platform_…', matches: ({ name }) => name.startsWith('@platform_') },
  properties: platformProperties,
  fixed: { root: 'save another platform, and use that' },
} as const satisfies ContextType
