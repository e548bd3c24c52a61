import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { fillSecrets } from '../contexts/secret.js'
import { ProvisionError, messageOf } from '../errors.js'
import type { Finished } from '../hosts/host.js'
import type { Outcome } from './step.js'
import type { WebControl } from './web.js'
import type { World } from './world.js'

/** A file as it should become: `text` with secret marks, or what is kept at `from`, or gone. */
export interface WebChange {
  readonly path: string
  readonly text?: string
  readonly from?: string
  readonly mode?: number
}

/** What one context wants of the configuration of a web server, and how it was before. */
export interface WebOrder {
  readonly context: string
  readonly title: string
  readonly changes: readonly WebChange[]
  readonly back: readonly WebChange[]
}

/** How long a reload may take until the server serves the new configuration. */
const proofMilliseconds = 10_000
const firstPollMilliseconds = 4
const longestPollMilliseconds = 100

const put = ({ path, text, from, mode }: WebChange, { host: { files }, vault }: World): void => {
  if (from !== undefined) {
    const state = files.state(from)
    return files.write(path, files.text(from) ?? '', { mode: state?.mode ?? 0o600 })
  }
  if (text === undefined) return files.remove(path)
  const filled = fillSecrets(text, vault.read)
  if (filled === undefined)
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: a secret that it needs is not known`)
  files.write(path, filled, { mode: mode ?? 0o644 })
}

const isInPlace = ({ path, text, from }: WebChange, { host: { files }, vault }: World): boolean =>
  files.text(path) ===
  (from === undefined ? (text === undefined ? undefined : fillSecrets(text, vault.read)) : files.text(from))

/** The mark that the running server answers with; undefined when it does not. */
export const servedMark = async ({ generation }: WebControl, { host }: World): Promise<string | undefined> => {
  const { host: name, path, port, address } = generation
  try {
    const { status, body } = await host.request({ port, address, host: name, path, timeoutSeconds: 5 })
    return status === 200 ? body.trim() : undefined
  } catch {
    return undefined
  }
}

/** Whether the mark is answered in time, and then without exception until old processes have gone. */
const isServed = async (control: WebControl, mark: string, world: World): Promise<boolean> => {
  const until = Date.now() + proofMilliseconds
  let since: number | undefined
  for (let pause = firstPollMilliseconds; Date.now() < until; pause = Math.min(pause * 2, longestPollMilliseconds)) {
    const served = (await servedMark(control, world)) === mark
    since = served ? (since ?? Date.now()) : undefined
    if (since !== undefined && Date.now() - since >= control.generation.settleMilliseconds) return true
    await delay(since === undefined ? pause : firstPollMilliseconds)
  }
  return false
}

const lastLines = ({ stdout, stderr }: Finished): string =>
  `${stderr}\n${stdout}`
    .split('\n')
    .map((line) => line.replace(/^nginx: |^\d{4}\/\S+ \S+ /, '').trim())
    .filter(
      (line) => line !== '' && !/\[(?:warn|notice)\]|test failed|AH0055[78]|Action '|error log may have/.test(line),
    )
    .slice(0, 3)
    .join(' ')

const refusal = ({ context, title }: WebOrder, server: string, finished: Finished): ProvisionError =>
  new ProvisionError('PROVISION_WEB_CONFIG_REFUSED', `${title}: ${server} refuses it: ${lastLines(finished)}`, {
    fix: 'mend what the line names (an own directive in pre.d or post.d, or a property), then verify again; the last good configuration is in place',
    context,
  })

const brokenElsewhere = ({ context }: WebOrder, server: string, finished: Finished): ProvisionError =>
  new ProvisionError(
    'PROVISION_WEB_CONFIG_BROKEN',
    `the configuration of ${server} is broken, and not by ${context}: ${lastLines(finished)}`,
    {
      fix: 'mend or verify what the line names first; nothing was changed',
      context,
    },
  )

interface Live {
  readonly order: WebOrder
  outcome?: Outcome
}

/** One web server's configuration while orders are carried out; only under the server's lock. */
class WebServer {
  constructor(
    readonly name: string,
    readonly control: WebControl,
    readonly world: World,
  ) {}

  async serve(orders: readonly WebOrder[]): Promise<readonly Outcome[]> {
    const live: readonly Live[] = orders.map((order) => ({ order }))
    for (const one of live) this.#write(one)
    await this.#test(live)
    const good = live.filter(({ outcome }) => outcome === undefined)
    if (good.length > 0) await this.#activate(good)
    return live.map(({ outcome }) => outcome ?? { ok: true })
  }

  #write(one: Live): void {
    try {
      for (const change of one.order.changes) put(change, this.world)
    } catch (error) {
      this.#reject(one, error)
    }
  }

  #reject(one: Live, error: unknown): void {
    try {
      for (const change of one.order.back) put(change, this.world)
    } catch (cause) {
      one.outcome = {
        ok: false,
        error: new ProvisionError(
          'PROVISION_UNDO_FAILED',
          `${messageOf(error)}; and it could not be put back: ${messageOf(cause)}`,
        ),
      }
    }
    one.outcome ??= { ok: false, error }
  }

  /** Tests with everything in place, and takes out what the server refuses, one by one. */
  async #test(live: readonly Live[]): Promise<void> {
    for (;;) {
      const left = live.filter(({ outcome }) => outcome === undefined)
      if (left.length === 0) return
      const finished = await this.world.host.run(this.control.test)
      if (finished.code === 0) return
      const bad = left.find(({ order }) => blames(finished, order))
      if (bad === undefined) for (const one of left) this.#reject(one, brokenElsewhere(one.order, this.name, finished))
      else this.#reject(bad, refusal(bad.order, this.name, finished))
    }
  }

  /** A reload is believed only when the running server answers with the new mark. */
  async #activate(good: readonly Live[]): Promise<void> {
    const { file, text } = this.control.generation
    const { files } = this.world.host
    const before = files.text(file)
    const mark = randomBytes(8).toString('hex')
    const error = await this.#reload(() => files.write(file, text.replace('GENERATION', mark), { mode: 0o644 }), mark)
    if (error === undefined) return this.#isProvable() ? undefined : files.remove(file)
    for (const one of good) this.#reject(one, error)
    await this.#reload(() => (before === undefined ? files.remove(file) : files.write(file, before, { mode: 0o644 })))
  }

  async #reload(write: () => void, mark?: string): Promise<ProvisionError | undefined> {
    try {
      write()
    } catch (cause) {
      return new ProvisionError('PROVISION_WEB_RELOAD_FAILED', `${this.name}: ${messageOf(cause)}`, { cause })
    }
    const finished = await this.world.host.run(this.control.reload)
    if (finished.code !== 0) return this.#notReloaded(`${this.control.reload.join(' ')} failed: ${lastLines(finished)}`)
    if (mark === undefined || !this.#isProvable() || (await isServed(this.control, mark, this.world))) return undefined
    return this.#notReloaded('it goes on serving an older configuration, although test and reload succeeded')
  }

  /** Once the first configuration of a server is undone, nothing includes the mark any more. */
  #isProvable(): boolean {
    return this.world.host.files.text(this.control.generation.includedBy) !== undefined
  }

  #notReloaded(why: string): ProvisionError {
    return new ProvisionError(
      'PROVISION_WEB_RELOAD_FAILED',
      `${this.name}: ${why}; the old configuration is in place again`,
      {
        fix: `see whether the web server runs, read its error log, and verify ${this.name} first`,
        context: this.name,
      },
    )
  }
}

const blames = ({ stdout, stderr }: Finished, { changes }: WebOrder): boolean =>
  changes.some(({ path }) => mentions(`${stderr}\n${stdout}`, path))

/** Nginx writes `in PATH:LINE`, Apache `on line LINE of PATH:`. */
const mentions = (output: string, path: string): boolean =>
  output.includes(`in ${path}:`) || output.includes(`of ${path}:`)

/** Carries out orders for one web server with one test and one reload; does nothing when all is in place and served. */
export const serveOrders = (
  name: string,
  control: WebControl,
  orders: readonly WebOrder[],
  world: World,
): Promise<readonly Outcome[]> => new WebServer(name, control, world).serve(orders)

/** Whether everything that an order wants is on disk already. */
export const orderIsInPlace = (order: WebOrder, world: World): boolean =>
  order.changes.every((change) => isInPlace(change, world))
