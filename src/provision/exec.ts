import { randomUUID } from 'node:crypto'
import { codePlace } from '../applications/code-host.js'
import { siteUrl } from '../applications/address.js'
import { siteEnvironment, siteUser } from '../applications/environment.js'
import { isInstalled, isVerified } from '../contexts/record.js'
import type { Server } from '../contexts/types/server.js'
import type { Site } from '../contexts/types/site.js'
import { abandonedContexts } from '../engine/abandoned-journals.js'
import { ProvisionError, usage } from '../errors.js'
import type { Host, Words } from '../hosts/host.js'
import { command } from '../lib/shell-word.js'
import type { TaskPlanning } from '../planning/planning.js'
import { phpServer } from '../services/php/confinement.js'
import { runAsUser } from '../steps/common/as-user.js'
import { fillAll } from '../steps/common/program.js'
import type { ExecOptions } from './api.js'
import type { Session } from './session.js'

const notReady = (site: Site, why: string, fix: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${site.name} ${why}: no program is run for it`, {
    fix,
    context: site.name,
  })

/** Programs run for sites that are whole, or that a user is to install. */
const refuseUnready = (site: Site, home: string, { store, host }: TaskPlanning, server: Server): void => {
  const { name, php_user } = site
  const record = store.read(name)
  const verify = command`provision-verify ${name}`
  if (abandonedContexts(home, [name]).length > 0)
    throw notReady(site, 'was left half done by a task', command`provision-recover, then: ${verify}`)
  if (!isVerified(record)) throw notReady(site, 'was never verified', command`provision-install ${name}`)
  if (!isInstalled(record) && site.install_method !== 'manual')
    throw notReady(site, 'is not installed', command`provision-install ${name}`)
  if (php_user !== undefined && !host(server).facts.users.has(php_user))
    throw notReady(site, `has no user ${php_user} yet`, verify)
}

/** What gives the site a PHP user of its own. */
const toBeAlone = ({ name, client, platform }: Site, isOffered: boolean): string =>
  [
    ...(isOffered ? [] : [command`provision-save ${platform.web_server.name} --php_service_type=fpm`]),
    ...(client === undefined ? [command`provision-save ${name} --client_name=NAME`] : []),
    ...(isOffered && client !== undefined ? [command`provision-save ${name} --php_isolation=client`] : []),
    command`provision-verify ${name}`,
  ].join('; ')

const sharedWarning = (site: Site, user: string, isOffered: boolean): string =>
  `${site.name} has no PHP user of its own: the program runs as ${user}, and code of the site, such as a plug-in, could read everything of Provision by it (${toBeAlone(site, isOffered)})`

/** The environment of PHP of the site, and where visitors find it. */
const environmentOf = (site: Site): Readonly<Record<string, string>> => ({
  ...siteEnvironment(site),
  PROVISION_URL: siteUrl(site),
})

/** As `host.run`, and nothing that the program has started stays after an interruption. */
const runHere = async (words: Words, host: Host, options: Parameters<typeof runAsUser>[3]): Promise<number> => {
  const id = randomUUID()
  const { code } = await host.run(words, { ...options, id })
  if (options.signal?.aborted) await host.endProgram(id)
  return code
}

/** Runs a program for a site, as the user of its PHP, and returns its exit code. It has no journal and no lock. */
export const exec = async (
  name: string,
  given: readonly string[],
  session: Session,
  { warn, ...streams }: ExecOptions,
): Promise<number> => {
  const { planning, hosts, vault, home } = session
  const site = await hosts.answer(() => planning.contexts.typed('site', name))
  const [server] = planning.servers(site, 'http')
  if (server === undefined) throw usage(`${name} has no web server`, `provision-verify ${name} says what it lacks`)
  await hosts.answer(() => refuseUnready(site, home, planning, server))
  const host = hosts.get(codePlace(site, server, planning).host)
  const title = `run ${given[0]} for ${name}`
  const { environment } = fillAll(
    { environment: environmentOf(site), title, failure: 'PROVISION_PROCESS_ERROR' },
    { vault },
  )
  const options = { ...streams, env: environment, cwd: site.root, timeoutSeconds: 0 }
  const { as } = siteUser(site, planning)
  const words = given as Words
  if (as !== undefined) return (await runAsUser(words, as, host, options)).code
  warn(sharedWarning(site, host.reader.facts.user.name, phpServer(site, planning) !== undefined))
  return runHere(words, host, options)
}
