import type { Serving } from '../application.js'

/** All scripts outside of `sites` run: one that a visitor of a site left there would run as any other site. */
export const serving: Serving = {
  frontController: 'index.php',
  denied: ['.*\\.(?:sqlite|log|ini|sh|ya?ml)'],
  uploads: ['files'],
  hashSalt: true,
}
