import { posix } from 'node:path'
import type { HostReader } from '../../hosts/reader.js'

/** `BACKDROP_VERSION` of the code base. */
export const detect = (root: string, host: HostReader): string | undefined =>
  /^define\('BACKDROP_VERSION', '([^']+)'\)/m.exec(
    host.text(posix.join(root, 'core/includes/bootstrap.inc')) ?? '',
  )?.[1]
