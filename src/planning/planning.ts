import { posix } from 'node:path'
import type { Catalog } from '../catalog/catalog.js'
import { DeclaredConstraints } from '../catalog/constraints.js'
import { schemaOf } from '../catalog/schema.js'
import { ClaimRegistry } from '../contexts/claim-registry.js'
import type { Context } from '../contexts/context.js'
import { Contexts } from '../contexts/contexts.js'
import type { Health, Located, Planning } from '../contexts/planning.js'
import { ContextStore } from '../contexts/store.js'
import type { Server } from '../contexts/types/server.js'
import type { SecretFiles } from '../contexts/vault.js'
import { ProvisionError } from '../errors.js'
import type { Hosts } from '../hosts/hosts.js'
import type { HostReader } from '../hosts/reader.js'
import { memoize } from '../lib/memoize.js'
import { digitsOf, newSeed } from '../lib/seeded.js'
import type { Kinds } from '../steps/common/kind.js'
import { PlannedRemovals } from './planned-removals.js'
import { ReferenceIndex, type Referrer } from './reference-index.js'
import { readable } from './select.js'
import { serversOf } from './services.js'
import { command } from '../lib/shell-word.js'

/** The parts that planning needs. */
export interface PlanningParts {
  readonly home: string
  readonly catalog: Catalog
  readonly hosts: Hosts
  readonly vault: SecretFiles
  readonly kinds: Kinds
  readonly health?: Health
  readonly asked?: ReadonlySet<string>
  /** What new values come from, such as the UUID of a new context: the same in all passes of a task. */
  readonly seed?: string
}

const isAnotherMachine = ({ name, remote_host }: Located): ProvisionError =>
  new ProvisionError(
    'PROVISION_REMOTE_HOST',
    `${name} is on ${remote_host}, but this version supports only this machine`,
    {
      fix: command`run provision on ${remote_host}; if it is this machine: provision-save ${name} --remote_host=localhost`,
      context: name,
    },
  )

/** What one pass of planning reads. It starts empty, so that it plans for the present state. */
export class TaskPlanning implements Planning {
  readonly catalog: Catalog
  readonly health: Health
  readonly asked: ReadonlySet<string>
  readonly seed: string
  readonly here: HostReader
  readonly vault: SecretFiles
  readonly store: ContextStore
  readonly contexts: Contexts
  readonly constraints: DeclaredConstraints
  readonly claims: ClaimRegistry
  /** What the contexts of the task remove. */
  readonly removals: PlannedRemovals
  #index: ReferenceIndex | undefined

  constructor({
    home,
    catalog,
    hosts,
    vault,
    kinds,
    health = 'no-worse',
    asked = new Set(),
    seed = newSeed(),
  }: PlanningParts) {
    const { reader } = hosts.here
    this.catalog = catalog
    this.health = health
    this.asked = asked
    this.seed = seed
    this.vault = vault
    this.removals = new PlannedRemovals(kinds)
    this.here = reader
    this.store = new ContextStore(home, reader)
    this.contexts = new Contexts(schemaOf(catalog), this.store, this)
    this.constraints = new DeclaredConstraints(catalog, this.contexts, this)
    this.claims = new ClaimRegistry(home, reader, this.store, this.constraints.claims)
    this.#hosts = hosts
  }

  readonly #hosts: Hosts
  readonly #readers = memoize((reader: HostReader): HostReader => this.removals.readerAfter(reader))

  readonly host = (server: Located): HostReader => {
    const host = this.#hosts.find(this.#hosts.nameOf(server.remote_host))
    if (host === undefined) throw isAnotherMachine(server)
    return this.#readers(host.reader)
  }

  readonly isSameHost = (left: Located, right: Located): boolean =>
    this.#hosts.nameOf(left.remote_host) === this.#hosts.nameOf(right.remote_host)

  readonly newDigits = (subject: string): string => digitsOf(this.seed, subject)

  readonly servers = (context: Context, service: string): readonly Server[] => serversOf(context, service, this)

  readonly referring = (context: Context, property?: string): readonly Context[] => {
    const names = this.referrers(context.name)
      .filter(({ path }) => property === undefined || path?.split('/')[0] === property)
      .map(({ record }) => record.name)
    return [...new Set(names)].map((name) => this.contexts.get(name))
  }

  readonly stored = (name: string): Context | undefined => {
    const record = this.store.stored(name)
    if (record === undefined) return undefined
    return record === this.store.find(name) ? this.contexts.get(name) : this.contexts.of(record)
  }

  readonly ofType = (type: string): readonly Context[] =>
    readable(this.contexts)
      .filter((record) => record.context_type === type)
      .map(({ name }) => this.contexts.get(name))

  /** The contexts that refer to a context, also by properties that this version does not know. */
  referrers(name: string): readonly Referrer[] {
    this.#index ??= new ReferenceIndex(readable(this.contexts), this.contexts.schema)
    return this.#index.to(name)
  }

  /** A path below the home on this machine. */
  path(...parts: readonly string[]): string {
    return posix.join(this.here.home, ...parts)
  }
}
