import { posix } from 'node:path'
import type { Site } from '../contexts/types/site.js'
import { ProvisionError } from '../errors.js'
import type { WayPart } from '../hosts/files.js'
import type { HostReader } from '../hosts/reader.js'
import { command } from '../lib/shell-word.js'
import { packageRoot } from '../templates/package-root.js'

const othersEnter = 0o001
const othersRead = 0o004

const isClosed = ({ kind, mode }: WayPart): boolean =>
  kind !== 'link' && (mode & (kind === 'directory' ? othersEnter : othersRead)) === 0

/** Refuses before anything is changed if a script of Provision cannot be read by the user of PHP of the site. */
export const requireReadable = ({ name, php_user }: Site, script: string, host: HostReader): void => {
  if (php_user === undefined) return
  const path = posix.join(packageRoot, 'templates', script)
  const closed = host.way(path).parts.find(isClosed)
  if (closed === undefined) return
  throw new ProvisionError(
    'PROVISION_NEED_MISSING',
    `${name}: ${php_user} cannot read ${path}, because of ${closed.path}`,
    {
      fix: command`chmod o+rX ${closed.path}; or install Provision where everybody may read it, such as /opt/provision`,
      context: name,
    },
  )
}
