import type { ValuesOf } from '../../contexts/property.js'
import { command, list, scriptPath, shape } from '../../contexts/shapes.js'

export const platformProperties = {
  install_cmd: command({
    description: 'command that fills the database of a new site; it runs in the root, with the environment of the site',
    example: 'php artisan migrate --force',
  }),
  php_scripts: list(shape('path below the root, or folder/*.php', scriptPath), {
    description: 'scripts that run when they are asked for by name, besides index.php',
    default: [],
    example: 'cron.php,admin/*.php',
  }),
} as const

declare module '../../contexts/types/platform.js' {
  interface PlatformValues extends ValuesOf<typeof platformProperties> {}
}
