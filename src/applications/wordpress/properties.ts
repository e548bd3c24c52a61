import type { ValuesOf } from '../../contexts/property.js'
import { flag } from '../../contexts/shapes.js'

export const platformProperties = {
  xmlrpc: flag({
    description:
      'whether xmlrpc.php answers; the REST API replaces it, and it makes guessing passwords faster. Old apps and Jetpack need it',
    default: false,
  }),
} as const

export const siteProperties = {
  code_updates: flag({
    description:
      'whether administrators of the site may install, update and edit its plugins and themes; whoever gets such an account then runs code as PHP does',
    default: false,
  }),
} as const

declare module '../../contexts/types/platform.js' {
  interface PlatformValues extends ValuesOf<typeof platformProperties> {}
}
declare module '../../contexts/types/site.js' {
  interface SiteValues extends ValuesOf<typeof siteProperties> {}
}
