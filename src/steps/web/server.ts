import { randomBytes } from 'node:crypto'
import { ProvisionError, messageOf } from '../../errors.js'
import type { Finished, NewFile, Words } from '../../hosts/host.js'
import type { Outcome } from '../common/step.js'
import { blames, brokenElsewhere, forbiddenCommand, lastLines, refusal } from './refusal.js'
import { type WebChange, isInPlace, newFiles, put, usualMode } from './change.js'
import { isServed, markPlace, rememberProven, servesDisk } from './generation.js'
import type { WebControl } from './index.js'
import type { World } from '../common/world.js'

/** What one context wants of the configuration of a web server, and how it was before. */
export interface WebOrder {
  readonly context: string
  readonly title: string
  readonly changes: readonly WebChange[]
  readonly back: readonly WebChange[]
}

interface Live {
  readonly order: WebOrder
  outcome?: Outcome
}

const refuseAll = (live: readonly Live[], error: unknown): void => {
  for (const one of live) one.outcome = { ok: false, error }
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
    if (!(await this.#serves(orders))) await this.#replace(live)
    return live.map(({ outcome }) => outcome ?? { ok: true })
  }

  async #serves(orders: readonly WebOrder[]): Promise<boolean> {
    return (
      orders.every((order) => orderIsInPlace(order, this.world)) &&
      (await servesDisk(this.control, this.world)) === true
    )
  }

  /** The mark goes first: from then on, until the server answers with it, what is on disk counts as not served. */
  async #replace(live: readonly Live[]): Promise<void> {
    const { file } = this.control.generation
    const before = this.world.host.files.text(file)
    const mark = randomBytes(8).toString('hex')
    const unmarked = this.#mark(mark)
    if (unmarked !== undefined) return refuseAll(live, unmarked)
    await this.#writeAll(live)
    await this.#test(live)
    await this.#activate(
      live.filter(({ outcome }) => outcome === undefined),
      mark,
      before,
    )
  }

  #mark(mark: string): unknown {
    return this.#writeMark(this.control.generation.text.replace(markPlace, mark))
  }

  #writeMark(text: string | undefined): unknown {
    const { file } = this.control.generation
    const { files } = this.world.host
    try {
      if (text === undefined) files.remove(file)
      else files.write(file, text, { mode: usualMode })
      return undefined
    } catch (error) {
      return error
    }
  }

  /** New files together; what could not be written is tried again, and told, order by order. */
  async #writeAll(live: readonly Live[]): Promise<void> {
    const { files } = this.world.host
    await files.writeAll(live.flatMap(({ order }) => this.#newFiles(order)))
    for (const one of live) this.#write(one)
  }

  #newFiles({ changes }: WebOrder): readonly NewFile[] {
    try {
      return newFiles(changes, this.world)
    } catch {
      return []
    }
  }

  #write(one: Live): void {
    try {
      for (const change of one.order.changes) put(change, this.world)
    } catch (error) {
      this.#reject(one, error)
    }
  }

  #reject(one: Live, error: unknown): void {
    this.#putBack(one, error)
    one.outcome ??= { ok: false, error }
  }

  #putBack(one: Live, why?: unknown): void {
    try {
      for (const change of one.order.back) put(change, this.world)
    } catch (cause) {
      const message = `${one.order.title}: it could not be put back: ${messageOf(cause)}`
      one.outcome = { ok: false, error: new ProvisionError('PROVISION_UNDO_FAILED', message, { cause: why ?? cause }) }
    }
  }

  /** Tests with everything in place, and takes out what the server refuses, one by one. */
  async #test(live: readonly Live[]): Promise<void> {
    for (;;) {
      const left = live.filter(({ outcome }) => outcome === undefined)
      if (left.length === 0) return
      const finished = await this.world.host.run(this.control.test)
      if (finished.code === 0) return
      const forbidden = this.#forbidden(this.control.test, finished)
      if (forbidden !== undefined) return left.forEach((one) => this.#reject(one, forbidden))
      const bad = left.find(({ order }) => blames(finished, order, this.control))
      if (bad === undefined) return this.#sift(left, finished)
      this.#reject(bad, refusal(bad.order, this, finished))
    }
  }

  /** Nobody is named: without them all it shows whether one of them is to blame, and half by half which one. */
  async #sift(suspects: readonly Live[], finished: Finished): Promise<void> {
    for (const one of suspects) this.#putBack(one)
    const without = await this.world.host.run(this.control.test)
    const [first, second] = [suspects.slice(0, suspects.length / 2), suspects.slice(suspects.length / 2)]
    for (const one of suspects)
      if (without.code !== 0) one.outcome ??= { ok: false, error: brokenElsewhere(one.order, this, without) }
      else if (first.length === 0) one.outcome ??= { ok: false, error: refusal(one.order, this, finished) }
    for (const half of [first, second]) await this.#tryAgain(half)
  }

  async #tryAgain(suspects: readonly Live[]): Promise<void> {
    const left = suspects.filter(({ outcome }) => outcome === undefined)
    for (const one of left) this.#write(one)
    await this.#test(left)
  }

  /** A reload is believed only when the running server answers with the new mark. */
  async #activate(good: readonly Live[], mark: string, before: string | undefined): Promise<void> {
    const error = good.length === 0 ? undefined : await this.#reload(mark)
    if (good.length > 0 && error === undefined) return this.#settle()
    for (const one of good) this.#reject(one, error)
    this.#writeMark(before)
    if (good.length > 0) await this.#reload()
  }

  #settle(): void {
    const provable = this.#isProvable()
    rememberProven(this.control, provable, this.world)
    if (!provable) this.#writeMark(undefined)
  }

  async #reload(mark?: string): Promise<ProvisionError | undefined> {
    const finished = await this.world.host.run(this.control.reload)
    if (finished.code !== 0)
      return this.#forbidden(this.control.reload, finished) ?? this.#notReloaded(this.#failed(finished))
    if (mark === undefined || !this.#isProvable() || (await isServed(this.control, mark, this.world))) return undefined
    return this.#notReloaded('it goes on serving an older configuration, although test and reload succeeded')
  }

  #forbidden(words: Words, finished: Finished): ProvisionError | undefined {
    return forbiddenCommand(this.name, words, this.world.host.look.user().name, finished)
  }

  #failed(finished: Finished): string {
    return `${this.control.reload.join(' ')} failed: ${lastLines(finished, this.control)}`
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
        fix: `start the web server when it does not run, else read its error log; then verify ${this.name} first`,
        context: this.name,
      },
    )
  }
}

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
