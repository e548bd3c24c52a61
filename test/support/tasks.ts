import type { Catalog } from '../../src/catalog/catalog.js'
import type { Json } from '../../src/contexts/property.js'
import type { TaskOptions, TaskReport } from '../../src/provision/api.js'
import { ProvisionApp, programOf } from '../../src/provision/provision.js'
import { Session } from '../../src/provision/session.js'
import type { Kinds } from '../../src/steps/common/kind.js'
import { task as apply } from '../../src/tasks/apply.js'
import type { Task, TaskRequest } from '../../src/tasks/common/task.js'
import { task as remove } from '../../src/tasks/delete.js'
import { task as disable } from '../../src/tasks/disable.js'
import { task as enable } from '../../src/tasks/enable.js'
import { task as install } from '../../src/tasks/install.js'
import { task as save } from '../../src/tasks/save.js'
import { task as verify } from '../../src/tasks/verify.js'

export interface Given {
  readonly properties: Readonly<Record<string, Json>>
  readonly contextType?: string
}

type Reports = Promise<readonly TaskReport[]>
type Flags = TaskRequest['flags']

/** Without flags, as when nothing is typed. */
const unset: Flags = { force: [], 'accept-data-loss': [] }

/** The tasks of the program by their names, as tests call them. Other kinds make steps fail, another catalog adds to it. */
export class Tasks extends ProvisionApp {
  constructor(home: string, kinds?: Kinds, catalog?: Catalog) {
    super(programOf(home, { ...(kinds === undefined ? {} : { kinds }), ...(catalog === undefined ? {} : { catalog }) }))
  }

  /** A session as a new task gets it. */
  override session(): Session {
    return super.session()
  }

  async save(name: string, { properties, contextType }: Given, options: TaskOptions): Promise<TaskReport> {
    return this.#one(save, { words: [name], properties, flags: { context_type: contextType } }, options)
  }

  async forget(
    name: string,
    { force = [], ...options }: TaskOptions & { readonly force?: readonly string[] },
  ): Promise<TaskReport> {
    return this.#one(save, { words: [name], properties: {}, flags: { delete: true, force } }, options)
  }

  verify(words: readonly string[], flags: Flags, options: TaskOptions): Reports {
    return this.#all(verify, words, options, flags)
  }

  install(
    words: readonly string[],
    how: { readonly forceReinstall?: boolean; readonly keepFailed?: boolean },
    options: TaskOptions,
  ): Reports {
    const { forceReinstall = false, keepFailed = false } = how
    return this.#all(install, words, options, { 'force-reinstall': forceReinstall, 'keep-failed': keepFailed })
  }

  delete(
    words: readonly string[],
    how: { readonly noBackup?: boolean; readonly forget?: boolean },
    options: TaskOptions,
  ): Reports {
    const { noBackup = false, forget = false } = how
    return this.#all(remove, words, options, { 'no-backup': noBackup, forget })
  }

  enable(words: readonly string[], options: TaskOptions): Reports {
    return this.#all(enable, words, options)
  }

  disable(words: readonly string[], options: TaskOptions): Reports {
    return this.#all(disable, words, options)
  }

  apply(words: readonly string[], options: TaskOptions, flags: Flags = {}): Reports {
    return this.#all(apply, words, options, flags)
  }

  #all(task: Task, words: readonly string[], options: TaskOptions, flags: Flags = {}): Reports {
    return this.run(task, { words, properties: {}, flags: { ...unset, ...flags } }, options)
  }

  async #one(task: Task, request: TaskRequest, options: TaskOptions): Promise<TaskReport> {
    const [report] = await this.run(task, { ...request, flags: { ...unset, ...request.flags } }, options)
    return report as TaskReport
  }
}
