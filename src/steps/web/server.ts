import { randomBytes } from 'node:crypto'
import { ProvisionError, messageOf } from '../../errors.js'
import type { Applied, FileChange } from '../../hosts/files.js'
import { factsOf } from '../../hosts/facts.js'
import type { Finished, Host, Words } from '../../hosts/host.js'
import type { Outcome } from '../common/kind.js'
import type { Run } from '../common/world.js'
import { defaultMode, fileChange, openChanges } from './change.js'
import type { ControlledServer, WebChange, WebRequest } from './control.js'
import { generationText, isProvable, isServed, rememberProven, servesDisk } from './generation.js'
import { blames, brokenElsewhere, forbiddenCommand, lastLines, refusal } from './refusal.js'

interface Live {
  readonly request: WebRequest
  outcome?: Outcome
}

const isLive = ({ outcome }: Live): boolean => outcome === undefined

const failed = (error: unknown): Outcome => ({ ok: false, error })

/** One web server's configuration while requests are carried out; only under the server's lock. */
class WebServer {
  readonly #host: Host

  constructor(
    private readonly known: ControlledServer,
    private readonly world: Run,
  ) {
    this.#host = world.host(known.host)
  }

  get #control() {
    return this.known.control
  }

  async serve(requests: readonly WebRequest[]): Promise<readonly Outcome[]> {
    const live: readonly Live[] = requests.map((request) => ({ request }))
    if (!(await this.#serves(requests))) await this.#replace(live)
    return live.map(({ outcome }) => outcome ?? { ok: true })
  }

  async #serves(requests: readonly WebRequest[]): Promise<boolean> {
    const open = await this.#open(requests.flatMap(({ changes }) => changes))
    return open.length === 0 && (await servesDisk(this.#control, this.#host)) === true
  }

  #open(changes: readonly WebChange[]): Promise<readonly WebChange[]> {
    return openChanges(changes, this.#host, this.world.vault)
  }

  /** The mark goes first: from then on, until the server answers with it, what is on disk counts as not served. */
  async #replace(live: readonly Live[]): Promise<void> {
    const { file: path } = this.#control.generation
    const [before] = await this.#host.files.read([{ path, text: true }])
    const mark = randomBytes(8).toString('hex')
    const marked = await this.#writeMark(generationText(this.#control, mark))
    if (!marked.ok) return live.forEach((one) => (one.outcome = marked))
    await this.#writeAll(live)
    await this.#test(live)
    await this.#activate(live.filter(isLive), mark, before?.text)
  }

  async #writeMark(text: string | undefined): Promise<Applied> {
    const { file: path } = this.#control.generation
    const change: FileChange =
      text === undefined ? { do: 'remove', path } : { do: 'write', path, mode: defaultMode, text: () => text }
    const [applied] = await this.#host.files.apply([{ of: path, changes: [change] }])
    return applied as Applied
  }

  /** New files first, together, so that one flush serves all; then what goes or comes back. */
  async #writeAll(live: readonly Live[]): Promise<void> {
    const open = new Set(await this.#open(live.flatMap(({ request }) => request.changes)))
    const wanted = live.flatMap((one) =>
      one.request.changes.filter((change) => open.has(change)).map((change) => ({ one, change })),
    )
    const isNew = ({ change }: (typeof wanted)[number]): boolean => change.text !== undefined
    await this.#make(wanted.filter(isNew))
    await this.#make(wanted.filter((one) => !isNew(one) && isLive(one.one)))
  }

  async #make(wanted: readonly { readonly one: Live; readonly change: WebChange }[]): Promise<void> {
    const sets = wanted.map(({ change }) => ({ of: change.path, changes: [fileChange(change, this.world.vault)] }))
    const applied = await this.#host.files.apply(sets)
    for (const [index, { one }] of wanted.entries()) {
      const outcome = applied[index]
      if (outcome?.ok === false && isLive(one)) await this.#reject(one, outcome.error)
    }
  }

  /** Writes what one context wants once more. */
  async #write(one: Live): Promise<void> {
    const open = await this.#open(one.request.changes)
    await this.#make(open.map((change) => ({ one, change })))
  }

  async #reject(one: Live, error: unknown): Promise<void> {
    await this.#restore(one, error)
    one.outcome ??= failed(error)
  }

  async #restore(one: Live, why?: unknown): Promise<void> {
    const open = await this.#open(one.request.back)
    const changes = open.map((change) => fileChange(change, this.world.vault))
    const [applied] = await this.#host.files.apply([{ of: one.request.context, changes }])
    if (applied?.ok !== false) return
    const message = `${one.request.title}: it could not be put back: ${messageOf(applied.error)}`
    one.outcome = failed(new ProvisionError('PROVISION_UNDO_FAILED', message, { cause: why ?? applied.error }))
  }

  /** Tests with everything in place, and takes out what the server refuses, one by one. */
  async #test(live: readonly Live[]): Promise<void> {
    for (;;) {
      const left = live.filter(isLive)
      if (left.length === 0) return
      const finished = await this.#host.run(this.#control.test)
      if (finished.code === 0) return
      const forbidden = await this.#forbidden(this.#control.test, finished)
      if (forbidden !== undefined) return this.#rejectAll(left, forbidden)
      const bad = left.find(({ request }) => blames(finished, request, this.#control))
      if (bad === undefined) return this.#sift(left, finished)
      await this.#reject(bad, refusal(bad.request, this.known, finished))
    }
  }

  async #rejectAll(live: readonly Live[], error: unknown): Promise<void> {
    for (const one of live) await this.#reject(one, error)
  }

  /** Nobody is named: without them all it shows whether one of them is to blame, and half by half which one. */
  async #sift(suspects: readonly Live[], finished: Finished): Promise<void> {
    for (const one of suspects) await this.#restore(one)
    const without = await this.#host.run(this.#control.test)
    const [left, right] = [suspects.slice(0, suspects.length / 2), suspects.slice(suspects.length / 2)]
    for (const one of suspects)
      if (without.code !== 0) one.outcome ??= failed(brokenElsewhere(one.request, this.known, without))
      else if (left.length === 0) one.outcome ??= failed(refusal(one.request, this.known, finished))
    for (const half of [left, right]) await this.#tryAgain(half.filter(isLive))
  }

  async #tryAgain(suspects: readonly Live[]): Promise<void> {
    for (const one of suspects) await this.#write(one)
    await this.#test(suspects)
  }

  /** A reload is believed only when the running server answers with the new mark. */
  async #activate(good: readonly Live[], mark: string, before: string | undefined): Promise<void> {
    const error = good.length === 0 ? undefined : await this.#reload(mark)
    if (good.length > 0 && error === undefined) return this.#settle()
    await this.#rejectAll(good, error)
    await this.#writeMark(before)
    if (good.length > 0) await this.#reload()
  }

  async #settle(): Promise<void> {
    const provable = await isProvable(this.#control, this.#host)
    await rememberProven(this.#control, provable, this.#host)
    if (!provable) await this.#writeMark(undefined)
  }

  async #reload(mark?: string): Promise<ProvisionError | undefined> {
    const began = Date.now()
    const finished = await this.#host.run(this.#control.reload)
    if (finished.code !== 0)
      return (await this.#forbidden(this.#control.reload, finished)) ?? this.#notReloaded(this.#said(finished))
    if (mark !== undefined && (await this.#goesOnWithOld(mark)))
      return this.#notReloaded('it goes on serving an older configuration, although test and reload succeeded')
    this.world.reloaded(this.known.server, Date.now() - began)
    return undefined
  }

  async #goesOnWithOld(mark: string): Promise<boolean> {
    return (await isProvable(this.#control, this.#host)) && !(await isServed(this.#control, mark, this.#host))
  }

  async #forbidden(words: Words, finished: Finished): Promise<ProvisionError | undefined> {
    const { user } = await factsOf(this.#host)
    return forbiddenCommand(this.known.server, words, user.name, finished)
  }

  #said(finished: Finished): string {
    return `${this.#control.reload.join(' ')} failed: ${lastLines(finished, this.#control)}`
  }

  #notReloaded(why: string): ProvisionError {
    const { server: context } = this.known
    const message = `${context}: ${why}; the old configuration is in place again`
    const fix = `start the web server when it does not run, else read its error log; then verify ${context} first`
    return new ProvisionError('PROVISION_WEB_RELOAD_FAILED', message, { fix, context })
  }
}

/** Carries out requests for one web server with one test and one reload; does nothing when all is in place and served. */
export const serveRequests = (
  known: ControlledServer,
  requests: readonly WebRequest[],
  world: Run,
): Promise<readonly Outcome[]> => new WebServer(known, world).serve(requests)
