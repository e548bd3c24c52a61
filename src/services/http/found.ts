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

/** Both reload without ending a request; neither is ever restarted. */
const apps: { readonly [name: string]: App } = {
  nginx: { programs: ['nginx'], units: ['nginx'], test: '-t', reload: '-s reload' },
  apache: {
    programs: ['apache2ctl', 'apachectl'],
    units: ['apache2', 'httpd'],
    test: 'configtest',
    reload: 'graceful',
  },
}

/** Without the rule in sudoers it fails at once: nobody is there to be asked for a password in the middle of a task. */
const asRoot = (command: string, look: HostReader): string =>
  look.facts.user.name === 'root' ? command : `sudo -n ${command}`

const unitOf = ({ units }: App, look: HostReader): string | undefined =>
  units.find((unit) => look.facts.units.has(unit))

const systemdReload = (app: App, look: HostReader): string | undefined => {
  const unit = look.facts.systemd ? unitOf(app, look) : undefined
  const systemctl = unit === undefined ? undefined : programOf(['systemctl'], look)
  return systemctl === undefined ? undefined : `${systemctl} reload ${unit}`
}

const programWith = (app: App, argument: string, look: HostReader): string | undefined => {
  const program = programOf(app.programs, look)
  return program === undefined ? undefined : `${program} ${argument}`
}

/** The command that makes the web server read its configuration anew. */
export const foundReload = (server: Configured, look: HostReader): string | undefined => {
  const app = apps[appName(server)]
  const command = app && (systemdReload(app, look) ?? programWith(app, app.reload, look))
  return command && asRoot(command, look)
}

/** The command that tests the configuration of the web server. */
export const foundTest = (server: Configured, look: HostReader): string | undefined => {
  const app = apps[appName(server)]
  const command = app && programWith(app, app.test, look)
  return command && asRoot(command, look)
}

const webGroups = ['www-data', 'apache', 'nginx', 'www', '_www', 'webservd', 'httpd', 'nogroup', 'nobody']

export const foundWebGroup = (_: unknown, look: HostReader): string => {
  const { groups, user } = look.facts
  return webGroups.find((group) => groups.has(group)) ?? user.group
}
