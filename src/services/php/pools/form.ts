import type { Site } from '../../../contexts/types/site.js'
import type { RootConf } from '../root-conf.js'

/** What the types of pools differ in. */
export interface PoolForm {
  /** What the root helper lacks for such pools, if anything: `knows no systemd`. */
  readonly lacks: (conf: RootConf) => string | undefined
  /** The folder of the site's own php-fpm, for which the root helper makes one. */
  readonly folder?: (site: Site) => string
}
