import type { Platform } from '../../contexts/types/platform.js'
import type { Serving } from '../application.js'

/** Runs the front controller, and the scripts that the platform names. */
export const serving = ({ php_scripts, static_types }: Platform): Serving => ({
  frontController: 'index.php',
  scripts: php_scripts,
  denied: [],
  types: static_types,
  uploads: ['files'],
  hashSalt: true,
})
