import { posix } from 'node:path'
import type { HostReader } from '../../hosts/reader.js'

/** `$wp_version` of the code base. An empty string if the file exists without a version. */
export const detect = (root: string, host: HostReader): string | undefined => {
  const text = host.text(posix.join(root, 'wp-includes/version.php'))
  return text === undefined ? undefined : (/^\$wp_version\s*=\s*'([^']+)'/m.exec(text)?.[1] ?? '')
}
