import { posix } from 'node:path'
import type { Site } from '../../../contexts/types/site.js'
import { ProvisionError } from '../../../errors.js'
import { command } from '../../../lib/shell-word.js'

/** What the root helper takes; it goes into a unit of systemd. */
const accepted = /^(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9._@+=,~-]+)+$/

/** Folders that each php-fpm has of its own. */
const isPrivate = (path: string): boolean => /^\/(?:var\/)?tmp\//.test(path)

const refusal = (root: string): string | undefined => {
  if (isPrivate(root)) return 'is in a folder for temporary files, which each php-fpm has of its own'
  return accepted.test(root) ? undefined : 'has other characters than letters, digits and ._@+=,~-'
}

/** The folder that holds the sites of a code base: all else is read-only for their PHP. */
export const folderOf = ({ name, root, site_path, platform }: Site): string => {
  const why = refusal(root)
  if (why === undefined) return posix.dirname(site_path)
  throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${name}: its root ${root} ${why}`, {
    fix: command`move the code base, then: provision-save ${platform.name} --root=PATH; or php_service_type=fpm for ${platform.php_server.name}`,
    context: name,
  })
}
