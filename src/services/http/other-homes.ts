import { ProvisionError } from '../../errors.js'
import type { Server } from '../../contexts/types/server.js'
import type { WebServer } from './view/server.js'
import type { WebServerText } from './web-server-text.js'
import { inHome } from '../../lib/home-folders.js'
import { command } from '../../lib/shell-word.js'

/** A line of the main configuration that includes what a home has generated. */
interface Inclusion {
  readonly file: string
  readonly home: string
}

const inclusionsIn = (file: string, { host }: WebServer, { name }: WebServerText): readonly Inclusion[] => {
  const line = new RegExp(`^\\s*include(?:optional)?\\s+"?(/[^"\\n]*)/config/${name}\\.con(?:f|\\[f\\])`, 'gim')
  return [...(host.text(file) ?? '').matchAll(line)].map(([, home = '']) => ({ file, home }))
}

/** Whether the home has a configuration there, and it is not this server's own by another path. */
const isAnother = ({ home }: Inclusion, { host, owner }: WebServer, { name }: WebServerText): boolean => {
  const path = inHome(home, 'config', `${name}.conf`)
  if (!host.exists(path)) return false
  const [first = ''] = (host.text(path) ?? '').split('\n', 1)
  return first.startsWith('# provision: ') && !first.endsWith(` ${owner.uuid}`)
}

/**
 * Refuses a web server that serves another home: both would define the same names, and the reload of one would be proven
 * with the mark of the other.
 */
export const refuseOtherHomes = (server: Server, view: WebServer, text: WebServerText): void => {
  const other = text
    .mainFiles(view)
    .flatMap((file) => inclusionsIn(file, view, text))
    .find((inclusion) => inclusion.home !== server.aegir_root && isAnother(inclusion, view, text))
  if (other === undefined) return
  throw new ProvisionError(
    'PROVISION_WEB_SERVER_SHARED',
    `${server.name}: this ${text.name} serves the home ${other.home} already, which ${other.file} includes; two homes cannot share a web server`,
    {
      fix: command`give one of them a web server of its own (http_port, http_test_cmd, http_restart_cmd), or remove that line from ${other.file} and reload`,
      context: server.name,
    },
  )
}
