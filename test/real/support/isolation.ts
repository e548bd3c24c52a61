import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { targetOf } from '../../../src/audit/target.js'
import type { Site } from '../../../src/contexts/types/site.js'
import type { IsolationTry } from '../../../src/provision/api.js'
import { programOf } from '../../../src/provision/provision.js'
import { Session } from '../../../src/provision/session.js'
import type { HttpType } from '../../../src/sandbox/server.js'
import type { ClientFleet } from './client-fleet.js'
import { runAs } from './people.js'

interface Tried {
  readonly tries: readonly IsolationTry[]
}

const scripts = join(import.meta.dirname, '../../../templates/audit')

/** The tries of an attacker, without the audit: a copy of its scripts, and what the first client tries of the second one. */
const attack = async (clients: ClientFleet, type: HttpType): Promise<{ script: string; target: string }> => {
  const { planning } = new Session(programOf(clients.fleet.home))
  const [own, other] = (['ptest-a', 'ptest-b'] as const).map(
    (client) => planning.contexts.get(`@${clients.siteOf(type, client)}`) as Site,
  ) as [Site, Site]
  const [copy, target] = [join(clients.folder, 'audit'), join(clients.folder, `${type}.json`)]
  cpSync(scripts, copy, { recursive: true })
  await clients.evaluate(type, 'ptest-b', `return file_put_contents('${other.site_path}/private/kept.txt', 'private');`)
  writeFileSync(target, JSON.stringify(targetOf(own, other, planning)))
  return { script: join(copy, 'isolation.php'), target }
}

/** What they get in the pool of the first client, by a request to its web server. */
export const triedByWeb = async (clients: ClientFleet, type: HttpType): Promise<readonly IsolationTry[]> => {
  const { script, target } = await attack(clients, type)
  const code = `$_SERVER['PROVISION_AUDIT'] = file_get_contents('${target}');
    ob_start(); require '${script}'; return json_decode(ob_get_clean());`
  return ((await clients.evaluate(type, 'ptest-a', code)) as Tried).tries
}

/** What a login of the first client gets, which `hireLogins` has put into its group. */
export const triedByLogin = async (clients: ClientFleet, type: HttpType): Promise<readonly IsolationTry[]> => {
  const { script, target } = await attack(clients, type)
  return (JSON.parse(runAs('ptest-x', `php ${script} <${target}`).said) as Tried).tries
}

/** Tries without what differs from one moment to the next. */
export const outcomes = (tries: readonly IsolationTry[]): readonly string[] =>
  tries.map(({ as, kind, what, result }) => `${as}: ${kind}: ${what}: ${result}`)
