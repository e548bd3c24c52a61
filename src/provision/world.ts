import type { Contexts } from '../contexts/contexts.js'
import type { SecretFiles } from '../contexts/vault.js'
import type { Locks } from '../engine/locks.js'
import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import type { Host } from '../hosts/host.js'
import { masterAddress } from '../services/db/master-db.js'
import type { World } from '../steps/common/world.js'

/** How long a process waits for others that use the same server's configuration. */
const sharedWaitSeconds = 120

export interface Parts {
  readonly home: string
  readonly host: Host
  readonly contexts: Contexts
  readonly vault: SecretFiles
  readonly locks: Locks
}

const connectTo = async (server: string, { contexts, vault }: Parts): Promise<DatabaseServer> => {
  const url = vault.given(server, 'master_db') ?? vault.read(server, 'master_db')
  if (url === undefined)
    throw new ProvisionError('PROVISION_DB_CONNECT_FAIL', `${server}: master_db is not known`, {
      fix: `provision-save ${server} --master_db=env:NAME`,
      context: server,
    })
  const { connect } = await import('../hosts/mysql.js')
  return connect(masterAddress(contexts.typed('server', server), url))
}

/** Database servers are connected to when they are first asked for, and once. */
export class Connections {
  readonly #open = new Map<string, Promise<DatabaseServer>>()

  constructor(private readonly parts: Parts) {}

  readonly to = (server: string): Promise<DatabaseServer> => {
    const open = this.#open.get(server) ?? connectTo(server, this.parts)
    this.#open.set(server, open)
    return open
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const connection of open) await connection.then((server) => server.close()).catch(() => {})
  }
}

const defaultJobs = 8

const hostOf =
  (host: Host) =>
  (name: string): Host => {
    if (name === host.name) return host
    throw new ProvisionError('PROVISION_REMOTE_HOST', `${name} is another machine, and this version reaches none`, {
      fix: 'run provision on that machine',
    })
  }

export const worldOf = (parts: Parts, connections: Connections, jobs = defaultJobs): World => ({
  jobs,
  home: parts.home,
  host: hostOf(parts.host),
  vault: parts.vault,
  holder: parts.locks.holder,
  database: connections.to,
  exclusively: async (subject, act) => {
    const lock = await parts.locks.acquire(subject, sharedWaitSeconds)
    try {
      return await act()
    } finally {
      lock.release()
    }
  },
})
