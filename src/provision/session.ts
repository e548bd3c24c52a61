import type { Catalog } from '../catalog/catalog.js'
import { SecretFiles } from '../contexts/vault.js'
import type { Engine } from '../engine/engine.js'
import { activity } from '../engine/journal/activity.js'
import { Locks } from '../engine/locks.js'
import { endHolder, holderOf } from '../hosts/holder.js'
import type { Hosts } from '../hosts/hosts.js'
import { ownFiles } from '../hosts/local/own-files.js'
import { newSeed } from '../lib/seeded.js'
import { type PlanningParts, TaskPlanning } from '../planning/planning.js'
import type { Kinds } from '../steps/common/kind.js'
import type { TaskOptions } from './api.js'
import { makeHome } from './home.js'
import { keepingOf } from './keeping.js'
import { Connections, worldOf } from './world.js'

/** The parts of the program that are the same for all tasks. */
export interface Program {
  readonly home: string
  readonly catalog: Catalog
  readonly kinds: Kinds
  /** Called for each task, so that nothing that was read from a host outlives the task. */
  readonly hosts: () => Hosts
}

/** The parts of one task. None of them outlives the task. */
export class Session {
  readonly home: string
  readonly hosts: Hosts
  readonly vault: SecretFiles
  #parts: PlanningParts
  /** `activity` before anything was read. */
  readonly #since: string | undefined
  #planning: TaskPlanning

  constructor({ home, catalog, kinds, hosts }: Program) {
    this.#since = activity(home)
    this.home = home
    this.hosts = hosts()
    this.vault = new SecretFiles(home, ownFiles)
    this.#parts = { home, catalog, kinds, hosts: this.hosts, vault: this.vault, seed: newSeed() }
    this.#planning = new TaskPlanning(this.#parts)
  }

  /** The last pass of planning. */
  get planning(): TaskPlanning {
    return this.#planning
  }

  /** Plans from now on with health checks of this kind, these switches, and new values from this seed. */
  planWith(how: Required<Pick<PlanningParts, 'health' | 'asked'>> & Pick<PlanningParts, 'seed'>): void {
    this.#parts = { ...this.#parts, ...how }
    this.startPass()
  }

  /** Starts a new pass, which reads contexts and secrets again. */
  startPass(): TaskPlanning {
    this.vault.forget()
    this.#planning = new TaskPlanning(this.#parts)
    return this.#planning
  }

  /** Calls `act` with an engine. Closes connections at the end. */
  async withEngine<Value>(
    name: string,
    { progress, jobs, signal }: TaskOptions,
    act: (engine: Engine) => Promise<Value>,
  ): Promise<Value> {
    const { home, hosts, vault } = this
    const locks = new Locks(home, holderOf(name))
    const parts = { home, hosts, vault, locks, planning: () => this.#planning }
    const connections = new Connections(parts)
    try {
      return await act({
        home,
        kinds: this.#parts.kinds,
        world: worldOf(parts, connections, jobs),
        locks,
        progress,
        signal,
        since: this.#since,
        keeping: keepingOf(this.#planning),
      })
    } finally {
      await connections.close()
      await hosts.close()
      endHolder(locks.holder)
    }
  }

  /** The same for commands that may write. It creates the home first. */
  withWritingEngine<Value>(
    name: string,
    options: TaskOptions,
    act: (engine: Engine) => Promise<Value>,
  ): Promise<Value> {
    makeHome(this.home)
    return this.withEngine(name, options, act)
  }
}
