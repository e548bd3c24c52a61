import type { Expansion, GarbageReport, Given, Provision, Sandbox, SavedTask, TaskOptions, TaskReport } from './api.js'
import { applications } from '../applications/applications.generated.js'
import { type ContextType, typeNamed } from '../contexts/context-type.js'
import type { ContextRecord } from '../contexts/record.js'
import type { Kinds } from '../steps/common/step.js'
import { brokenJournals } from '../engine/broken.js'
import { recover } from '../engine/recover.js'
import { ProvisionError } from '../errors.js'
import { readFleet } from './context-files.js'
import { provisionHome } from './home.js'
import { Queries } from './queries.js'
import { interruptedReports, recoveryReports } from './reports.js'
import type { Catalog } from '../catalog/catalog.js'
import { contextTypes } from '../contexts/types/types.generated.js'
import { serviceTypes, services } from '../services/services.generated.js'
import { readPlan } from '../engine/saved-plan.js'
import { Session, executionOf } from './session.js'
import { deleteIntent, forgetIntent, refuseInUse } from '../tasks/delete.js'
import { enableIntent } from '../tasks/enable.js'
import { installIntent, reinstallation } from '../tasks/install.js'
import type { ContextInput } from '../tasks/draft.js'
import { nullServiceWarnings } from '../tasks/null-services.js'
import { Saving, savingLock } from '../tasks/saving.js'
import { expand, inReferenceOrder } from '../tasks/select.js'
import { verifyIntent } from '../tasks/verify.js'

const wholeCatalog: Catalog = {
  contextTypes: Object.values(contextTypes),
  services: Object.values(services),
  types: Object.values(serviceTypes),
  applications,
}

type Reports = Promise<readonly TaskReport[]>

/** The real parts, joined: what the command line can ask for. */
export class Tasks extends Queries implements Provision {
  /** Other kinds of steps are for tests that make steps fail, another catalog for tests that add to it. */
  constructor(home: string, kinds?: Kinds, catalog = wholeCatalog) {
    super(new Session(home, catalog, kinds))
  }

  async save(name: string, { properties, contextType }: Given, options: TaskOptions): Promise<TaskReport> {
    const saving = this.#saving()
    const input = { name, given: properties, ...(contextType === undefined ? {} : { contextType }) }
    const [report] = await this.session.run(
      {
        name: 'provision-save',
        contexts: [name],
        intent: () => saving.saveIntent(input),
        warnings: () => saving.warningsOf(name),
        takesUnknown: true,
        alsoLocks: [savingLock],
        how: executionOf(options),
        renders: false,
      },
      options,
    )
    return report as TaskReport
  }

  async forget(name: string, options: TaskOptions): Promise<TaskReport> {
    const intent = () => {
      refuseInUse(name, this.session.reading, options.force)
      return forgetIntent(name, this.session.reading, this.#places(name))
    }
    const [report] = await this.session.run(
      {
        name: 'provision-save --delete',
        contexts: [name],
        intent,
        alsoLocks: [savingLock],
        how: executionOf(options),
        renders: false,
      },
      options,
    )
    return report as TaskReport
  }

  verify(names: readonly string[], expansion: Expansion, options: TaskOptions): Reports {
    const { reading, contexts } = this.session
    const isExpanded = Boolean(expansion.all || expansion.platforms || expansion.sites)
    return this.session.run(
      {
        name: 'provision-verify',
        contexts: expand(names, expansion, contexts),
        intent: (name) => verifyIntent(name, reading),
        warnings: (name) => this.#nullServices(name),
        how: executionOf(options, !isExpanded),
      },
      options,
    )
  }

  install(
    names: readonly string[],
    { forceReinstall = false }: { readonly forceReinstall?: boolean },
    options: TaskOptions,
  ): Reports {
    const plan = forceReinstall ? reinstallation() : installIntent
    const intent = (name: string) => plan(name, this.session.reading)
    return this.session.run({ name: 'provision-install', contexts: names, intent, how: executionOf(options) }, options)
  }

  /** One after the other, what refers first: what the last one shared with those before goes with it. */
  async delete(
    names: readonly string[],
    { noBackup = false }: { readonly noBackup?: boolean },
    options: TaskOptions,
  ): Reports {
    const { reading, store, contexts, catalog } = this.session
    const intent = (name: string) => {
      refuseInUse(name, reading)
      const record = store.read(name)
      if (!noBackup) refuseWithoutBackup(record, typeNamed(catalog.contextTypes, record.context_type))
      return deleteIntent(name, reading, this.#places(name))
    }
    const task = { name: 'provision-delete', intent, alsoLocks: [savingLock], how: executionOf(options) }
    const reports: TaskReport[] = []
    for (const name of [...inReferenceOrder(names, contexts)].reverse())
      reports.push(...(await this.session.run({ ...task, contexts: [name] }, options)))
    return reports
  }

  enable(names: readonly string[], options: TaskOptions): Reports {
    const intent = (name: string) => enableIntent(name, true, this.session.reading)
    return this.session.run({ name: 'provision-enable', contexts: names, intent, how: executionOf(options) }, options)
  }

  disable(names: readonly string[], options: TaskOptions): Reports {
    const intent = (name: string) => enableIntent(name, false, this.session.reading)
    return this.session.run({ name: 'provision-disable', contexts: names, intent, how: executionOf(options) }, options)
  }

  apply(paths: readonly string[], options: TaskOptions): Reports {
    const inputs = new Map(readFleet(paths, this.session.contexts.schema).map((input) => [input.name, input]))
    let saving = this.#saving()
    return this.session.run(
      {
        name: 'provision-apply',
        contexts: [...inputs.keys()],
        begin: () => {
          saving = this.#saving()
        },
        intent: (name) => saving.applyIntent(inputs.get(name) as ContextInput),
        warnings: (name) => [...saving.warningsOf(name), ...this.#nullServices(name)],
        takesUnknown: true,
        alsoLocks: [savingLock],
        how: executionOf(options),
      },
      options,
    )
  }

  savedPlan(file: string): SavedTask {
    const saved = readPlan(file)
    const contexts = saved.plans.map(({ context }) => context)
    return { task: saved.task, contexts, apply: (options) => this.session.applySaved(saved, options) }
  }

  async recover(options: TaskOptions): Reports {
    if (executionOf(options).planOnly) return brokenJournals(this.session.home).flatMap(interruptedReports)
    return this.session.engine('provision-recover', options, async (engine) =>
      (await recover(engine)).flatMap(recoveryReports),
    )
  }

  async gc(options: TaskOptions): Promise<GarbageReport> {
    const { collectGarbage } = await import('./gc.js')
    return collectGarbage(this.session, options)
  }

  #nullServices(name: string): readonly string[] {
    return nullServiceWarnings(this.session.contexts.get(name), this.session.catalog)
  }

  #saving(): Saving {
    const { store, claims, constraints, vault, reading } = this.session
    return new Saving({ store, claims, constraints, vault, reading })
  }

  #places(name: string) {
    const { store, claims, vault } = this.session
    return { store, claims, secretsPath: vault.path(name) }
  }
}

const refuseWithoutBackup = ({ name }: ContextRecord, type: ContextType | undefined): void => {
  if (!type?.holdsData) return
  throw new ProvisionError(
    'PROVISION_BACKUP_FAILED',
    `${name}: backups are not there yet, so it would be lost for good`,
    {
      fix: `to lose it: provision ${name} provision-delete --no-backup --yes`,
      context: name,
    },
  )
}

export const provision = async (home = provisionHome()): Promise<Provision> => new Tasks(home)

/** Private servers on loopback, for the contexts of a home. */
export const sandbox = async (home = provisionHome()): Promise<Sandbox> => {
  const { SandboxControl } = await import('./sandbox.js')
  return new SandboxControl(home, new Tasks(home))
}
