import { randomBytes } from 'node:crypto'
import { ProvisionError, messageOf } from '../../errors.js'
import type { Applied, FileChange } from '../../hosts/files.js'
import { factsOf } from '../../hosts/facts.js'
import type { Finished, Host, Words } from '../../hosts/host.js'
import { sandboxStart } from '../../lib/home-folders.js'
import type { Outcome } from '../common/kind.js'
import type { Run } from '../common/world.js'
import { defaultMode, fileChange, openChanges } from './change.js'
import type { ControlledServer, WebChange, WebRequest } from './control.js'
import { generationText, isProvable, isServed, rememberProven, servesDisk } from './generation.js'
import { blames, brokenElsewhere, forbiddenCommand, lastLines, refusal } from './refusal.js'

interface Pending {
  readonly request: WebRequest
  outcome?: Outcome
}

const isPending = ({ outcome }: Pending): boolean => outcome === undefined

/** The folder goes when the first configuration of a server is undone. Nothing includes a mark then. */
const hasNoFolder = (applied: Applied): boolean =>
  !applied.ok && (applied.error as NodeJS.ErrnoException).code === 'ENOENT'

const failed = (error: unknown): Outcome => ({ ok: false, error })

/** The configuration of one web server while requests are carried out, under the server's lock. */
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
    const live: readonly Pending[] = requests.map((request) => ({ request }))
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

  /** Writes the mark first. Until the server answers with it, the configuration on disk counts as not in use. */
  async #replace(live: readonly Pending[]): Promise<void> {
    const { file: path } = this.#control.generation
    const [before] = await this.#host.files.read([{ path, text: true }])
    const mark = randomBytes(8).toString('hex')
    const marked = await this.#writeMark(generationText(this.#control, mark))
    if (!marked.ok) return live.forEach((pending) => (pending.outcome = marked))
    await this.#writeAll(live)
    await this.#test(live)
    await this.#activate(live.filter(isPending), mark, before?.text)
  }

  async #writeMark(text: string | undefined): Promise<Applied> {
    const { file: path } = this.#control.generation
    const change: FileChange =
      text === undefined ? { do: 'remove', path } : { do: 'write', path, mode: defaultMode, text: () => text }
    const [applied] = await this.#host.files.apply([{ of: path, changes: [change] }])
    return hasNoFolder(applied as Applied) ? { ok: true } : (applied as Applied)
  }

  /** Writes new files first and together, so that one flush serves all. Then removes and restores files. */
  async #writeAll(live: readonly Pending[]): Promise<void> {
    const open = new Set(await this.#open(live.flatMap(({ request }) => request.changes)))
    const wanted = live.flatMap((pending) =>
      pending.request.changes.filter((change) => open.has(change)).map((change) => ({ pending, change })),
    )
    const isNew = ({ change }: (typeof wanted)[number]): boolean => change.text !== undefined
    await this.#make(wanted.filter(isNew))
    await this.#make(wanted.filter((entry) => !isNew(entry) && isPending(entry.pending)))
  }

  async #make(wanted: readonly { readonly pending: Pending; readonly change: WebChange }[]): Promise<void> {
    const sets = wanted.map(({ change }) => ({ of: change.path, changes: [fileChange(change, this.world.vault)] }))
    const applied = await this.#host.files.apply(sets)
    for (const [index, { pending }] of wanted.entries()) {
      const outcome = applied[index]
      if (outcome?.ok === false && isPending(pending)) await this.#reject(pending, outcome.error)
    }
  }

  /** Writes the changes of one request again. */
  async #write(pending: Pending): Promise<void> {
    const open = await this.#open(pending.request.changes)
    await this.#make(open.map((change) => ({ pending, change })))
  }

  async #reject(pending: Pending, error: unknown): Promise<void> {
    await this.#restore(pending, error)
    pending.outcome ??= failed(error)
  }

  async #restore(pending: Pending, why?: unknown): Promise<void> {
    const open = await this.#open(pending.request.back)
    const changes = open.map((change) => fileChange(change, this.world.vault))
    const [applied] = await this.#host.files.apply([{ of: pending.request.context, changes }])
    if (applied?.ok !== false) return
    const message = `${pending.request.title}: it could not be restored: ${messageOf(applied.error)}`
    pending.outcome = failed(new ProvisionError('PROVISION_UNDO_FAILED', message, { cause: why ?? applied.error }))
  }

  /** Tests the configuration with all requests in place. Removes the requests that the server refuses, one by one. */
  async #test(live: readonly Pending[]): Promise<void> {
    for (;;) {
      const left = live.filter(isPending)
      if (left.length === 0) return
      const finished = await this.#host.run(this.#control.test)
      if (finished.code === 0) return
      const forbidden = await this.#forbidden(this.#control.test, finished)
      if (forbidden !== undefined) return this.#rejectAll(left, forbidden)
      const bad = left.find(({ request }) => blames(finished, request, this.#control))
      if (bad === undefined) return this.#bisect(left, finished)
      await this.#reject(bad, refusal(bad.request, this.known, finished))
    }
  }

  async #rejectAll(live: readonly Pending[], error: unknown): Promise<void> {
    for (const pending of live) await this.#reject(pending, error)
  }

  /**
   * The test names no file of a request. Testing without all of them shows whether one of them is the cause, and
   * halving finds which one.
   */
  async #bisect(suspects: readonly Pending[], finished: Finished): Promise<void> {
    for (const pending of suspects) await this.#restore(pending)
    const without = await this.#host.run(this.#control.test)
    const [left, right] = [suspects.slice(0, suspects.length / 2), suspects.slice(suspects.length / 2)]
    for (const pending of suspects)
      if (without.code !== 0) pending.outcome ??= failed(brokenElsewhere(pending.request, this.known, without))
      else if (left.length === 0) pending.outcome ??= failed(refusal(pending.request, this.known, finished))
    for (const half of [left, right]) await this.#retry(half.filter(isPending))
  }

  async #retry(suspects: readonly Pending[]): Promise<void> {
    for (const pending of suspects) await this.#write(pending)
    await this.#test(suspects)
  }

  /** A reload counts only if the running server answers with the new mark. */
  async #activate(good: readonly Pending[], mark: string, before: string | undefined): Promise<void> {
    const error = good.length === 0 ? undefined : await this.#reload(mark)
    if (good.length > 0 && error === undefined) return this.#accept()
    await this.#rejectAll(good, error)
    await this.#writeMark(before)
    if (good.length > 0) await this.#reload()
  }

  async #accept(): Promise<void> {
    const provable = await isProvable(this.#control, this.#host)
    await rememberProven(this.#control, provable, this.#host)
    if (!provable) await this.#writeMark(undefined)
  }

  async #reload(mark?: string): Promise<ProvisionError | undefined> {
    const began = Date.now()
    const finished = await this.#host.run(this.#control.reload)
    if (finished.code !== 0)
      return (await this.#forbidden(this.#control.reload, finished)) ?? this.#notReloaded(this.#reloadFailure(finished))
    if (mark !== undefined && (await this.#usesOldConfiguration(mark)))
      return this.#notReloaded('it still uses an older configuration, although test and reload succeeded')
    this.world.reloaded(this.known.server, Date.now() - began)
    return undefined
  }

  async #usesOldConfiguration(mark: string): Promise<boolean> {
    return (await isProvable(this.#control, this.#host)) && !(await isServed(this.#control, mark, this.#host))
  }

  async #forbidden(words: Words, finished: Finished): Promise<ProvisionError | undefined> {
    const { user } = await factsOf(this.#host)
    return forbiddenCommand(this.known.server, words, user.name, finished)
  }

  #reloadFailure(finished: Finished): string {
    return `${this.#control.reload.join(' ')} failed: ${lastLines(finished, this.#control)}`
  }

  #notReloaded(why: string): ProvisionError {
    const { server: context } = this.known
    const message = `${context}: ${why}; the old configuration is restored`
    const command = sandboxStart(this.#control.reload, this.world.home)
    const start = command === undefined ? 'start it' : `start it (${command})`
    const fix = `if the web server is not running, ${start}; otherwise read its error log; then verify ${context} first`
    return new ProvisionError('PROVISION_WEB_RELOAD_FAILED', message, { fix, context })
  }
}

/**
 * Carries out requests for one web server with one test and one reload. Does nothing if all changes are made and in
 * use.
 */
export const serveRequests = (
  known: ControlledServer,
  requests: readonly WebRequest[],
  world: Run,
): Promise<readonly Outcome[]> => new WebServer(known, world).serve(requests)
