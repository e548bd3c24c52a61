import type { Serving } from '../application.js'

/**
 * All scripts outside `sites` may run. A script that a visitor uploaded to a site's folder could run as any other site.
 */
export const serving: Serving = {
  frontController: 'index.php',
  denied: ['.*\\.(?:sqlite|log|ini|sh|ya?ml)'],
  uploads: ['files'],
  hashSalt: true,
}
