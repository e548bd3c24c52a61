import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { targetOf } from '../../../src/audit/target.js'
import type { Site } from '../../../src/contexts/types/site.js'
import { programOf } from '../../../src/provision/provision.js'
import { Session } from '../../../src/provision/session.js'
import type { HttpType } from '../../../src/sandbox/server.js'
import type { ClientFleet } from './client-fleet.js'

interface Tried {
  readonly user: string
  readonly tries: readonly {
    readonly kind: string
    readonly what: string
    readonly result: 'got' | 'nothing' | 'not tried'
    readonly detail?: string
  }[]
}

const script = join(import.meta.dirname, '../../../templates/audit/isolation.php')

/** What the tries of the audit get of the second client, in the pool of the first one. */
export const triedInPool = async (clients: ClientFleet, type: HttpType): Promise<Tried> => {
  const { planning } = new Session(programOf(clients.fleet.home))
  const [own, other] = (['ptest-a', 'ptest-b'] as const).map(
    (client) => planning.contexts.get(`@${clients.siteOf(type, client)}`) as Site,
  ) as [Site, Site]
  const [copy, target] = [join(clients.folder, 'isolation.php'), join(clients.folder, `${type}.json`)]
  copyFileSync(script, copy)
  const kept = join(other.site_path, 'private/kept.txt')
  await clients.evaluate(type, 'ptest-b', `return file_put_contents('${kept}', 'private');`)
  writeFileSync(target, JSON.stringify(targetOf(own, other, planning)))
  const code = `$_SERVER['PROVISION_AUDIT'] = file_get_contents('${target}');
    ob_start(); require '${copy}'; return json_decode(ob_get_clean());`
  return (await clients.evaluate(type, 'ptest-a', code)) as Tried
}
