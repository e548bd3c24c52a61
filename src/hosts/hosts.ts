import { ProvisionError } from '../errors.js'
import type { Host } from './host.js'
import { localAddressTest } from './local/names.js'
import { thisMachine } from './reader.js'
import { NotReadYet } from './snapshot-reader.js'
import { command } from '../lib/shell-word.js'

const notReached = (host: string): ProvisionError =>
  new ProvisionError('PROVISION_REMOTE_HOST', `${host} is another machine; this version supports only this machine`, {
    fix: command`run provision on ${host}`,
  })

/** The hosts of one task by the names in steps: this machine and others. */
export class Hosts {
  readonly #isLocalAddress = localAddressTest()
  readonly #named: ReadonlyMap<string, Host>

  constructor(
    readonly here: Host,
    private readonly others: readonly Host[] = [],
  ) {
    this.#named = new Map([here, ...others].map((host) => [host.name, host]))
  }

  /** The name of the host at an address. This machine has one name, whatever its address. */
  nameOf(address: string): string {
    return this.#isLocalAddress(address) ? thisMachine : address.toLowerCase()
  }

  find(name: string): Host | undefined {
    return this.#named.get(name)
  }

  readonly get = (name: string): Host => {
    const host = this.find(name)
    if (host === undefined) throw notReached(name)
    return host
  }

  /** Whether all answers are known at once, so that nobody has to ask twice. */
  get answerAtOnce(): boolean {
    return this.others.length === 0
  }

  /** Reads what planners have asked for and is not known yet. Returns whether there was anything to read. */
  async load(): Promise<boolean> {
    const loaded = await Promise.all(this.others.map((host) => host.load()))
    return loaded.includes(true)
  }

  /** Forgets the files that were read for planners. */
  forget(): void {
    for (const host of this.others) host.forget()
  }

  /** Calls `ask` until everything that it needs has been read. */
  async answer<Value>(ask: () => Value | Promise<Value>): Promise<Value> {
    for (;;)
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof NotReadYet && (await this.load()))) throw error
      }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#named.values()].map((host) => host.close()))
  }
}
