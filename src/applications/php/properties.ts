import type { ValuesOf } from '../../contexts/property.js'
import { command } from '../../contexts/shapes.js'

export const platformProperties = {
  install_cmd: command({
    description: 'command that fills the database of a new site; it runs in the root, with the environment of the site',
    example: 'php artisan migrate --force',
  }),
} as const

declare module '../../contexts/types/platform.js' {
  interface PlatformValues extends ValuesOf<typeof platformProperties> {}
}
