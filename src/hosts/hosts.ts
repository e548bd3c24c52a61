import { ProvisionError } from '../errors.js'
import type { Host } from './host.js'
import { thisMachineTeller } from './local/names.js'
import { thisMachine } from './reader.js'
import { NotReadYet } from './snapshot-reader.js'

const notReached = (host: string): ProvisionError =>
  new ProvisionError('PROVISION_REMOTE_HOST', `${host} is another machine, and this version reaches none`, {
    fix: `run provision on ${host}`,
  })

/** The hosts of one task: this machine, and others by the names that steps carry. */
export class Hosts {
  readonly #isThisMachine = thisMachineTeller()
  readonly #named: ReadonlyMap<string, Host>

  constructor(
    readonly here: Host,
    private readonly others: readonly Host[] = [],
  ) {
    this.#named = new Map([here, ...others].map((host) => [host.name, host]))
  }

  /** The name of the host that an address leads to; of this machine whatever it is called. */
  nameOf(address: string): string {
    return this.#isThisMachine(address) ? thisMachine : address.toLowerCase()
  }

  find(name: string): Host | undefined {
    return this.#named.get(name)
  }

  readonly get = (name: string): Host => {
    const host = this.find(name)
    if (host === undefined) throw notReached(name)
    return host
  }

  /** Whether whatever is asked is answered at once, so that nobody has to ask twice. */
  get answerAtOnce(): boolean {
    return this.others.length === 0
  }

  /** Reads what was asked for and was not known; whether there was anything. */
  async load(): Promise<boolean> {
    const loaded = await Promise.all(this.others.map((host) => host.load()))
    return loaded.includes(true)
  }

  /** Forgets the files that were read for planners. */
  forget(): void {
    for (const host of this.others) host.forget()
  }

  /** Asks until all that it takes has been read. */
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
