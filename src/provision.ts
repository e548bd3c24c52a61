import { applications } from './applications/applications.generated.js'
import type {
  DeclaredProperty,
  Expansion,
  Given,
  JournalLine,
  ListFilter,
  ListedContext,
  Provision,
  Sandbox,
  ShownContext,
  TaskOptions,
  TaskReport,
} from './cli/api.js'
import type { ContextRecord } from './contexts/record.js'
import { contextTypeNames } from './contexts/types.js'
import { closedJournals, openJournals, type JournalText } from './engine/journal.js'
import { isAlive } from './hosts/holder.js'
import type { Kinds } from './engine/plan.js'
import { recover } from './engine/recover.js'
import { ProvisionError } from './errors.js'
import { readFleet } from './fleet.js'
import { globMatcher } from './globs.js'
import { provisionHome } from './home.js'
import { recoveryReport } from './reports.js'
import { type Catalog, propertyGroups } from './schema.js'
import { serviceTypes, services } from './services/services.generated.js'
import { Session, type SessionTask, executionOf } from './session.js'
import { deleteIntent, forgetIntent, refuseInUse } from './tasks/delete.js'
import { installIntent, reinstallation } from './tasks/install.js'
import { listed } from './tasks/list.js'
import { Saving, savingLock } from './tasks/saving.js'
import { expand } from './tasks/select.js'
import { shownProperties, shownServices } from './tasks/show.js'
import { verifyAs, verifyIntent } from './tasks/verify.js'

const catalog: Catalog = { services: Object.values(services), types: Object.values(serviceTypes), applications }

/** The real parts, joined: what the command line can ask for. */
export class Tasks implements Provision {
  readonly #session: Session

  /** `kinds` of steps other than the usual ones are for tests that make steps fail. */
  constructor(home: string, kinds?: Kinds) {
    this.#session = new Session(home, catalog, kinds)
  }

  async save(name: string, { properties, contextType }: Given, options: TaskOptions): Promise<TaskReport> {
    const saving = this.#saving()
    const wish = { name, given: properties, ...(contextType === undefined ? {} : { contextType }) }
    const report = await this.#one(
      {
        name: 'provision-save',
        contexts: [name],
        intent: () => saving.saveIntent(wish),
        alsoLocks: [savingLock],
        how: executionOf(options),
        renders: false,
      },
      options,
    )
    return { ...report, warnings: saving.warnings() }
  }

  forget(name: string, options: TaskOptions): Promise<TaskReport> {
    return this.#one(
      {
        name: 'provision-save --delete',
        contexts: [name],
        intent: () => {
          refuseInUse(name, this.#session.reading, options.force)
          return forgetIntent(name, this.#session.reading, this.#places(name))
        },
        alsoLocks: [savingLock],
        how: executionOf(options),
        renders: false,
      },
      options,
    )
  }

  async verify(names: readonly string[], expansion: Expansion, options: TaskOptions): Promise<readonly TaskReport[]> {
    const { reading, contexts } = this.#session
    const expanded = Boolean(expansion.all || expansion.platforms || expansion.sites)
    return this.#session.run(
      {
        name: 'provision-verify',
        contexts: expand(names, expansion, contexts),
        intent: (name) => verifyIntent(name, reading),
        how: executionOf(options, !expanded),
      },
      options,
    )
  }

  install(
    name: string,
    { forceReinstall = false }: { readonly forceReinstall?: boolean },
    options: TaskOptions,
  ): Promise<TaskReport> {
    const intent = forceReinstall ? reinstallation() : installIntent
    return this.#one(
      {
        name: 'provision-install',
        contexts: [name],
        intent: () => intent(name, this.#session.reading),
        how: executionOf(options),
      },
      options,
    )
  }

  async delete(
    name: string,
    { noBackup = false }: { readonly noBackup?: boolean },
    options: TaskOptions,
  ): Promise<TaskReport> {
    return this.#one(
      {
        name: 'provision-delete',
        contexts: [name],
        intent: () => {
          refuseInUse(name, this.#session.reading)
          refuseWithoutBackup(this.#session.store.read(name), noBackup)
          return deleteIntent(name, this.#session.reading, this.#places(name))
        },
        alsoLocks: [savingLock],
        how: executionOf(options),
      },
      options,
    )
  }

  enable(name: string, options: TaskOptions): Promise<TaskReport> {
    return this.#setEnabled(name, true, options)
  }

  disable(name: string, options: TaskOptions): Promise<TaskReport> {
    return this.#setEnabled(name, false, options)
  }

  async apply(paths: readonly string[], options: TaskOptions): Promise<readonly TaskReport[]> {
    const wishes = new Map(readFleet(paths, this.#session.contexts.schema).map((wish) => [wish.name, wish]))
    let saving = this.#saving()
    return this.#session.run(
      {
        name: 'provision-apply',
        contexts: [...wishes.keys()],
        begin: () => {
          saving = this.#saving()
        },
        intent: (name) => saving.applyIntent(wishes.get(name) as never),
        alsoLocks: [savingLock],
        how: executionOf(options),
      },
      options,
    )
  }

  applyPlan(file: string, options: TaskOptions): Promise<readonly TaskReport[]> {
    return this.#session.applySaved(file, options)
  }

  recover(options: TaskOptions): Promise<readonly TaskReport[]> {
    return this.#session.engine('provision-recover', options, async (engine) =>
      (await recover(engine)).map(recoveryReport),
    )
  }

  async list(filter: ListFilter): Promise<readonly ListedContext[]> {
    return listed(filter, this.#session.reading)
  }

  async show(name: string, { resolved }: { readonly resolved: boolean }): Promise<ShownContext> {
    const { contexts, vault, store } = this.#session
    const context = contexts.get(name)
    const hasSecret = (owner: string, property: string): boolean => vault.read(owner, property) !== undefined
    return {
      name,
      type: context.type,
      uuid: store.read(name).uuid,
      properties: shownProperties(context, { resolved, hasSecret }, contexts),
      services: shownServices(context, catalog.services),
    }
  }

  names(pattern: string): readonly string[] {
    return this.#session.store.names().filter(globMatcher(pattern))
  }

  async journal(): Promise<readonly JournalLine[]> {
    const { home } = this.#session
    return [...closedJournals(home), ...openJournals(home)].map(journalLine)
  }

  declared(): readonly DeclaredProperty[] {
    return contextTypeNames.flatMap((contextType) =>
      propertyGroups(catalog, contextType).flatMap(({ service, type, properties }) =>
        Object.entries(properties).map(([name, property]) => ({
          name,
          contextType,
          property,
          ...(service === undefined ? {} : { service }),
          ...(type === undefined ? {} : { serviceType: type }),
        })),
      ),
    )
  }

  #setEnabled(name: string, site_enabled: boolean, options: TaskOptions): Promise<TaskReport> {
    const { store, contexts, reading } = this.#session
    return this.#one(
      {
        name: site_enabled ? 'provision-enable' : 'provision-disable',
        contexts: [name],
        intent: () => {
          contexts.typed('site', name)
          const record = store.read(name)
          const { site_enabled: _, ...rest } = record.properties
          return verifyAs({ ...record, properties: site_enabled ? rest : { ...rest, site_enabled } }, reading)
        },
        how: executionOf(options),
      },
      options,
    )
  }

  async #one(task: SessionTask, options: TaskOptions): Promise<TaskReport> {
    const [report] = await this.#session.run(task, options)
    if (report === undefined) throw new Error(`${task.name} ended without a report`)
    return report
  }

  #saving(): Saving {
    const { store, hosts, vault, reading } = this.#session
    return new Saving({ store, hosts, vault, reading })
  }

  #places(name: string) {
    const { store, hosts, vault } = this.#session
    return { store, hosts, secretsPath: vault.path(name) }
  }
}

const refuseWithoutBackup = ({ name, context_type }: ContextRecord, noBackup: boolean): void => {
  if (context_type !== 'site' || noBackup) return
  throw new ProvisionError(
    'PROVISION_BACKUP_FAILED',
    `${name}: backups are not there yet, so it would be lost for good`,
    {
      fix: `to lose it: provision ${name} provision-delete --no-backup --yes`,
      context: name,
    },
  )
}

const stateOf = ({ header, entries }: JournalText): string => {
  for (const entry of entries) if ('end' in entry) return entry.end
  return isAlive(header.holder) ? 'running' : 'interrupted'
}

const journalLine = (journal: JournalText): JournalLine => ({
  id: journal.header.id,
  task: journal.header.task,
  contexts: journal.header.plans.map(({ context }) => context),
  state: stateOf(journal),
  since: journal.header.holder.since,
})

export const provision = async (home = provisionHome()): Promise<Provision> => new Tasks(home)

/** Private servers on loopback, for the contexts of a home. */
export const sandbox = async (home = provisionHome()): Promise<Sandbox> => {
  const { SandboxControl } = await import('./sandbox-control.js')
  return new SandboxControl(home, new Tasks(home))
}
