import type { SecretFiles } from '../contexts/vault.js'
import type { Locks } from '../engine/locks.js'
import { ProvisionError } from '../errors.js'
import type { DatabaseServer } from '../hosts/database.js'
import type { Hosts } from '../hosts/hosts.js'
import type { TaskPlanning } from '../planning/planning.js'
import { masterAddress } from '../services/db/master-db.js'
import type { World } from '../steps/common/world.js'
import { command } from '../lib/shell-word.js'

/** How long a process waits for others that change the same server's configuration. */
const sharedWaitSeconds = 120

export interface WorldParts {
  readonly home: string
  readonly hosts: Hosts
  readonly vault: SecretFiles
  readonly locks: Locks
  /** The last pass of planning. */
  readonly planning: () => TaskPlanning
}

const connectTo = async (server: string, { planning, vault }: WorldParts): Promise<DatabaseServer> => {
  const url = vault.given(server, 'master_db') ?? vault.read(server, 'master_db')
  if (url === undefined)
    throw new ProvisionError('PROVISION_DB_CONNECT_FAIL', `${server}: master_db is unknown`, {
      fix: command`provision-save ${server} --master_db=env:NAME`,
      context: server,
    })
  const { connect } = await import('../hosts/mysql.js')
  return connect(masterAddress(planning().contexts.typed('server', server), url))
}

/** Connections to database servers. Each is opened once, on first use. */
export class Connections {
  readonly #open = new Map<string, Promise<DatabaseServer>>()

  constructor(private readonly parts: WorldParts) {}

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

export const worldOf = (
  { home, hosts, vault, locks }: WorldParts,
  connections: Connections,
  jobs = defaultJobs,
): World => ({
  jobs,
  home,
  host: hosts.get,
  vault,
  holder: locks.holder,
  database: connections.to,
  exclusively: async (subject, act) => {
    const lock = await locks.acquire(subject, sharedWaitSeconds)
    try {
      return await act()
    } finally {
      lock.release()
    }
  },
})
