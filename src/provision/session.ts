import type { TaskOptions, TaskReport } from './api.js'
import { Contexts } from '../contexts/contexts.js'
import { ClaimRegistry } from '../contexts/claim-registry.js'
import { explained } from '../contexts/record.js'
import { ContextStore } from '../contexts/store.js'
import { refuseUnknown } from '../contexts/unknown.js'
import { SecretFiles } from '../contexts/vault.js'
import { brokenContexts } from '../engine/broken.js'
import type { Engine } from '../engine/engine.js'
import { execute } from '../engine/execute.js'
import type { Executed, Execution, Failed, Task } from '../engine/task.js'
import { interrupted } from '../engine/interrupted.js'
import { Locks } from '../engine/locks.js'
import { activity } from '../engine/journal/activity.js'
import type { Intent } from '../engine/plan.js'
import { ownFiles } from '../hosts/local/own-files.js'
import { endHolder } from '../hosts/holder.js'
import { defaultStages } from '../steps/common/stages.js'
import type { Kinds } from '../steps/common/step.js'
import { makeHome } from './home.js'
import type { Host } from '../hosts/host.js'
import { holderOf } from '../hosts/holder.js'
import { localHost } from '../hosts/local/index.js'
import { reportOf } from './reports.js'
import { type SavedPlan, executeSaved, planSaved, writePlan } from '../engine/saved-plan.js'
import type { Catalog } from '../catalog/catalog.js'
import { DeclaredConstraints } from '../catalog/constraints.js'
import { schemaOf } from '../catalog/schema.js'
import { kinds as allKinds } from '../steps/kinds.generated.js'
import type { Reading } from '../tasks/verify.js'
import { loadTemplates } from '../templates/render.js'
import { Connections, worldOf } from './world.js'

/** What one command works with: the contexts of one home, on this machine. */
export class Session {
  readonly host: Host
  readonly store: ContextStore
  readonly contexts: Contexts
  readonly vault: SecretFiles
  readonly constraints: DeclaredConstraints
  readonly claims: ClaimRegistry
  readonly reading: Reading
  #planned = false
  /** Before anything is read. */
  readonly #since: string | undefined

  constructor(
    readonly home: string,
    readonly catalog: Catalog,
    private readonly kinds: Kinds = allKinds,
  ) {
    this.#since = activity(home)
    this.host = localHost(home)
    this.store = new ContextStore(home, this.host.reader)
    this.contexts = new Contexts(schemaOf(catalog), this.store, this.host.reader)
    this.vault = new SecretFiles(home, ownFiles)
    this.constraints = new DeclaredConstraints(catalog, this.contexts)
    this.claims = new ClaimRegistry(home, this.host.reader, this.store, this.constraints.claims)
    this.reading = { catalog, look: this.host.reader, contexts: this.contexts, claims: this.claims }
  }

  /** Runs one task on some contexts, and reports on each. */
  async run(task: SessionTask, options: TaskOptions): Promise<readonly TaskReport[]> {
    const { planOnly } = task.how ?? {}
    if (task.renders !== false) await loadTemplates()
    if (!planOnly) makeHome(this.home)
    return this.#withEngine(task.name, options, async (engine) => {
      const engineTask: Task = {
        ...task,
        stages: defaultStages,
        intents: (names) => this.#intents(names, task),
      }
      const executed = await execute(engineTask, engine, task.how)
      if (options.out !== undefined) writePlan(options.out, engineTask, executed)
      const interrupted = new Set(planOnly ? brokenContexts(this.home, task.contexts) : [])
      const warnings = (name: string) => [
        ...(interrupted.has(name) ? [brokenOff(name)] : []),
        ...(task.warnings?.(name) ?? []),
      ]
      return Promise.all(executed.map((one) => this.#report(one, warnings)))
    })
  }

  /** With everything that steps need; connections are closed at the end. */
  async #withEngine<Value>(
    name: string,
    { progress, jobs }: TaskOptions,
    act: (engine: Engine) => Promise<Value>,
  ): Promise<Value> {
    const { home, host, contexts, vault, kinds } = this
    const locks = new Locks(home, holderOf(name))
    const connections = new Connections({ home, host, contexts, vault, locks })
    const world = worldOf({ home, host, contexts, vault, locks }, connections, jobs)
    const interruption = interruptible()
    try {
      return await act({
        home,
        kinds,
        world,
        locks,
        progress,
        signal: interruption.signal,
        since: this.#since,
        keeping,
      })
    } finally {
      interruption.end()
      await connections.close()
      await host.close()
      endHolder(locks.holder)
    }
  }

  /** Carries out a saved plan, or refuses where the world has moved since it was made. */
  applySaved(saved: SavedPlan, options: TaskOptions): Promise<readonly TaskReport[]> {
    const { planOnly } = executionOf(options)
    return this.engine(saved.task, options, async (engine) => {
      const executed = await (planOnly ? planSaved(saved, engine) : executeSaved(saved, engine, options.wait))
      return Promise.all(executed.map((one) => this.#report(one)))
    })
  }

  engine<Value>(name: string, options: TaskOptions, act: (engine: Engine) => Promise<Value>): Promise<Value> {
    makeHome(this.home)
    return this.#withEngine(name, options, act)
  }

  /** Reads contexts and secrets anew, but the first time, so that planning under the lock sees what is there now. */
  *#intents(names: readonly string[], { intent, begin, takesUnknown }: SessionTask): Iterable<Intent | Failed> {
    begin?.()
    if (this.#planned) this.#forget(names)
    this.#planned = true
    for (const name of names)
      try {
        if (!takesUnknown) this.#refuseUnknown(name)
        yield intent(name)
      } catch (error) {
        yield { context: name, error }
      }
  }

  #refuseUnknown(name: string): void {
    const record = this.store.find(name)
    if (record !== undefined) refuseUnknown(record, this.contexts.schema)
  }

  #forget(names: readonly string[]): void {
    this.contexts.forget(names)
    this.vault.forget()
  }

  async #report({ plan, ended }: Executed, warningsOf: SessionTask['warnings'] = () => []): Promise<TaskReport> {
    const error = plan.error === undefined ? undefined : await explained(plan.error)
    const report = reportOf({ plan: { ...plan, error }, ...(ended === undefined ? {} : { ended }) })
    return report.ok ? { ...report, warnings: warningsOf(plan.context) } : report
  }
}

export interface SessionTask {
  /** As locks and journals name it: `provision-verify`. */
  readonly name: string
  readonly contexts: readonly string[]
  readonly intent: (name: string) => Intent
  /** Called before the contexts are read, each time that they are. */
  readonly begin?: () => void
  readonly alsoLocks?: readonly string[]
  readonly how?: Execution
  /** What is to be said of a context with which all went well. */
  readonly warnings?: (name: string) => readonly string[]
  /** True for tasks that see themselves to contexts which this version knows only in part. */
  readonly takesUnknown?: boolean
  /** False for tasks that render no template. */
  readonly renders?: boolean
}

const brokenOff = (name: string): string =>
  `${name}: a task was broken off here, and is undone or finished first: see provision-journal; the plan may be another after that`

/** For how long, and up to which size, tasks can be undone. */
const keeping = { days: 7, bytes: 1024 ** 3 }

/** The first interruption undoes what is begun; it is not waited for twice. */
const interruptible = (): { readonly signal: AbortSignal; readonly end: () => void } => {
  const controller = new AbortController()
  const abort = () => controller.abort(interrupted())
  process.on('SIGINT', abort)
  process.on('SIGTERM', abort)
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', abort)
      process.off('SIGTERM', abort)
    },
  }
}

export const executionOf = ({ dryRun, check, wait }: TaskOptions, alwaysCheck = false): Execution => ({
  planOnly: Boolean(dryRun || check),
  alwaysCheck,
  ...(wait === undefined ? {} : { waitSeconds: wait }),
})
