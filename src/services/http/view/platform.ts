import { type Platform, contextType } from '../../../contexts/types/platform.js'
import type { Server } from '../../../contexts/types/server.js'
import { memoizePair } from '../../../lib/memoize.js'
import { runsPhp } from '../../../applications/application.js'
import { platformFile, serverPaths } from '../paths.js'
import { platformProperties } from '../properties.js'
import { type Owner, checked, checkedServing, ownerOf } from './checked.js'

/** A platform with the values that its web server needs, checked once. */
export interface WebPlatform {
  readonly owner: Owner
  /** The document root. */
  readonly root: string
  readonly serving: Platform['serving']
  /** Whether answers that have no X-Frame-Options and Referrer-Policy get them. */
  readonly securityHeaders: boolean
  /** Whether PHP runs at all. */
  readonly php: boolean
  /** The file, without its ending, that its sites share. */
  readonly file: string
}

export const webPlatform = memoizePair((platform: Platform, server: Server): WebPlatform => {
  const [owner, serving] = [ownerOf(platform), checkedServing(platform)]
  return {
    owner,
    root: checked(platform, contextType.properties, 'root'),
    serving,
    securityHeaders: checked(platform, platformProperties, 'security_headers'),
    php: runsPhp(serving),
    file: platformFile(serverPaths(server), owner),
  }
})
