import type { Planning } from '../../contexts/planning.js'
import type { Server } from '../../contexts/types/server.js'
import type { Words } from '../../hosts/host.js'
import type { Need } from '../../hosts/needs.js'
import { inHome, sandboxStart } from '../../lib/home-folders.js'
import { command } from '../../lib/shell-word.js'
import type { Needed } from '../../steps/needs.js'
import type { PhpEndpoint } from './php-endpoint.js'
import { type WebServer, webServer } from './view/server.js'

const commands = ['http_test_cmd', 'http_restart_cmd'] as const

/** A command that is not known is refused where the configuration is planned. */
const neededCommand = (server: Server, property: (typeof commands)[number], host: string): readonly Needed[] => {
  const [program, ...rest] = (server[property] ?? '').split(' ').filter(Boolean)
  if (program === undefined) return []
  const words: Words = [program, ...rest]
  const allowed = program === 'sudo' ? `allow it in /etc/sudoers.d/provision (docs/operations.md)` : 'install it'
  const fix = `${allowed}, or ${command`provision-save ${server.name} --${property}`}=…`
  return [{ what: `the command ${words.join(' ')}`, host, need: { need: 'command', words }, fix }]
}

const neededGroup = ({ name, web_group, script_user }: Server, host: string): Needed => ({
  what: `the group ${web_group}`,
  host,
  need: { need: 'group', name: web_group },
  fix: command`usermod --append --groups ${web_group} ${script_user} and log in again, or provision-save ${name} --web_group=…`,
})

const neededFolder = ({ aegir_root, script_user }: Server, host: string): Needed => ({
  what: `the folder ${inHome(aegir_root, 'config')}`,
  host,
  need: { need: 'folder', path: inHome(aegir_root, 'config') },
  fix: command`give ${script_user} the folder: chown ${script_user} ${aegir_root}`,
})

const needOf = (php: PhpEndpoint): Need =>
  'port' in php ? { need: 'port', address: '127.0.0.1', port: php.port } : { need: 'socket', path: php.socket }

const addressOf = (php: PhpEndpoint): string => ('port' in php ? `port ${php.port}` : php.socket)

/** How Nginx and Apache write it, to the end. */
const endingsOf = (php: PhpEndpoint): readonly string[] =>
  'port' in php ? [`127.0.0.1:${php.port}"`] : [`unix:${php.socket}"`, `unix:${php.socket}|`]

/** Whether the configuration on disk leads to it already. */
const isInUse = (php: PhpEndpoint, { host, paths }: WebServer): boolean =>
  endingsOf(php).some((address) => host.text(paths.file)?.includes(address))

const phpDown = 'sites with PHP answer with status 502 or 503 until it runs'

const startOfPhp = (php: PhpEndpoint, { aegir_root }: Server): string =>
  ('socket' in php ? sandboxStart([php.socket], aegir_root) : undefined) ?? 'start php-fpm'

const neededPhp = (server: Server, php: PhpEndpoint, view: WebServer): Needed => ({
  what: `php-fpm at ${addressOf(php)}`,
  host: view.host.host,
  need: needOf(php),
  fix: `${startOfPhp(php, server)}, or ${command`provision-save ${server.name} --php_fpm_socket=…`}`,
  ...(isInUse(php, view) ? { meanwhile: phpDown } : {}),
})

/** Asked once for each server, not for its sites. A platform with PHP is refused where none is given nor found. */
export const serverNeeds = (server: Server, planning: Planning): readonly Needed[] => {
  const view = webServer(server, planning)
  const { host } = view.host
  return [
    ...commands.flatMap((property) => neededCommand(server, property, host)),
    neededGroup(server, host),
    neededFolder(server, host),
    ...(view.php === undefined ? [] : [neededPhp(server, view.php, view)]),
  ]
}
