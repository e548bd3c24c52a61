import type { Located, Planning } from '../../contexts/planning.js'
import type { HostReader } from '../../hosts/reader.js'
import { appName, type Configured } from './app-name.js'

const programOf = (names: readonly string[], { facts }: HostReader): string | undefined =>
  names.map(facts.program).find((program) => program !== undefined)

interface App {
  readonly programs: readonly string[]
  readonly units: readonly string[]
  readonly test: string
  readonly reload: string
}

/** How to test and reload each web server. Both reload without ending requests, and neither is ever restarted. */
const apps: { readonly [name: string]: App } = {
  nginx: { programs: ['nginx'], units: ['nginx'], test: '-t', reload: '-s reload' },
  apache: {
    programs: ['apache2ctl', 'apachectl'],
    units: ['apache2', 'httpd'],
    test: 'configtest',
    reload: 'graceful',
  },
}

/** Runs as root. With `-n`, sudo fails at once without a rule, because nobody can type a password during a task. */
const asRoot = (command: string, host: HostReader): string =>
  host.facts.user.name === 'root' ? command : `sudo -n ${command}`

const unitOf = ({ units }: App, host: HostReader): string | undefined =>
  units.find((unit) => host.facts.units.has(unit))

const systemdReload = (app: App, host: HostReader): string | undefined => {
  const unit = host.facts.systemd ? unitOf(app, host) : undefined
  const systemctl = unit === undefined ? undefined : programOf(['systemctl'], host)
  return systemctl === undefined ? undefined : `${systemctl} reload ${unit}`
}

const programWith = (app: App, argument: string, host: HostReader): string | undefined => {
  const program = programOf(app.programs, host)
  return program === undefined ? undefined : `${program} ${argument}`
}

/** The command that reloads the configuration of the web server. */
export const detectReload = (server: Configured & Located, planning: Planning): string | undefined => {
  const host = planning.host(server)
  const app = apps[appName(server)]
  const command = app && (systemdReload(app, host) ?? programWith(app, app.reload, host))
  return command && asRoot(command, host)
}

/** The command that tests the configuration of the web server. */
export const detectTest = (server: Configured & Located, planning: Planning): string | undefined => {
  const host = planning.host(server)
  const app = apps[appName(server)]
  const command = app && programWith(app, app.test, host)
  return command && asRoot(command, host)
}

const webGroups = ['www-data', 'apache', 'nginx', 'www', '_www', 'webservd', 'httpd', 'nogroup', 'nobody']

export const detectWebGroup = (server: Located, planning: Planning): string => {
  const { groups, user } = planning.host(server).facts
  return webGroups.find((group) => groups.has(group)) ?? user.group
}
