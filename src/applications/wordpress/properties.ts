import type { ValuesOf } from '../../contexts/property.js'
import { flag } from '../../contexts/shapes.js'

export const platformProperties = {
  xmlrpc: flag({
    description:
      'whether xmlrpc.php answers; the REST API replaces it, and it makes guessing passwords faster. Old apps and Jetpack need it',
    default: false,
  }),
} as const

declare module '../../contexts/types/platform.js' {
  interface PlatformValues extends ValuesOf<typeof platformProperties> {}
}
