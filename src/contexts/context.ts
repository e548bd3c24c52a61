import type { ValuesOf } from './property.js'
import type { platformDerived, platformProperties } from './types/platform.js'
import type { serverDerived, serverProperties } from './types/server.js'
import type { siteDerived, siteProperties } from './types/site.js'

/** What every context has, whatever its type. */
export interface Identity {
  /** With the `@`. */
  readonly name: string
  readonly type: ContextTypeName
  /** The owner's mark: whatever is made for a context carries it. */
  readonly uuid: string
}

/** Services add to these three by declaration merging, from their own folders. */
export interface ServerValues extends ValuesOf<typeof serverProperties> {}
export interface PlatformValues extends ValuesOf<typeof platformProperties> {}
export interface SiteValues extends ValuesOf<typeof siteProperties> {}

export interface Server extends Identity, ServerValues, ValuesOf<typeof serverDerived> {
  readonly type: 'server'
}
export interface Platform extends Identity, PlatformValues, ValuesOf<typeof platformDerived> {
  readonly type: 'platform'
}
export interface Site extends Identity, SiteValues, ValuesOf<typeof siteDerived> {
  readonly type: 'site'
}

export interface ContextTypes {
  server: Server
  platform: Platform
  site: Site
}

export type ContextTypeName = keyof ContextTypes
export type Context = ContextTypes[ContextTypeName]

/** The types in the order of their references: a context refers only to types at its own place or before it. */
export const contextTypeNames = ['server', 'platform', 'site'] as const satisfies readonly ContextTypeName[]
