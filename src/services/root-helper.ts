import { path } from '../contexts/shapes.js'

/** Of servers whose services make users and groups. */
export const rootHelper = path({
  description: 'program of root that makes users, groups and pools; see bin/install-root-helper',
  default: '/usr/local/lib/provision/provision-root',
})
