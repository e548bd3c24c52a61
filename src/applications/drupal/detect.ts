import { posix } from 'node:path'
import type { HostReader } from '../../hosts/reader.js'

const first = (pattern: RegExp, text: string | undefined): string | undefined =>
  text === undefined ? undefined : pattern.exec(text)?.[1]

const constant = /^define\('VERSION', '([^']+)'\)/m

/** From 8 on. */
const modern = (read: (path: string) => string | undefined): string | undefined => {
  const text = read('core/lib/Drupal.php')
  return text === undefined ? undefined : (first(/^\s*const VERSION = '([^']+)'/m, text) ?? '')
}

/** The version of the code base: 7 has it among its includes, and older ones in the module system. */
export const detect = (root: string, host: HostReader): string | undefined => {
  const read = (path: string): string | undefined => host.text(posix.join(root, path))
  return (
    modern(read) ??
    first(constant, read('includes/bootstrap.inc')) ??
    first(constant, read('modules/system/system.module'))
  )
}
