import type { TaskOptions, TaskReport } from '../../src/provision/api.js'
import { ProvisionApp } from '../../src/provision/provision.js'
import type { Program } from '../../src/provision/session.js'
import type { Task, TaskRequest } from '../../src/tasks/common/task.js'
import { task as deleteTask } from '../../src/tasks/delete.js'
import { task as disable } from '../../src/tasks/disable.js'
import { task as enable } from '../../src/tasks/enable.js'
import { task as install } from '../../src/tasks/install.js'
import { task as save } from '../../src/tasks/save.js'
import { task as verify } from '../../src/tasks/verify.js'
import { quiet } from './quiet.js'

type Reports = readonly TaskReport[]
type Properties = TaskRequest['properties']

/** The flags of a task that nobody has typed. */
const untyped = ({ flags }: Task) =>
  Object.fromEntries(
    Object.entries(flags).map(([name, { takes }]) => [name, { switch: false, text: undefined, texts: [] }[takes]]),
  )

/** The program, asked for tasks as the command line asks. */
export class StrictTasks {
  readonly provision: ProvisionApp

  constructor(program: Program) {
    this.provision = new ProvisionApp(program)
  }

  /** Reports what became of it, good or bad. */
  attempt(task: Task, words: readonly string[], more: Partial<TaskRequest> = {}, how: Partial<TaskOptions> = {}) {
    const request = { words, properties: {}, ...more, flags: { ...untyped(task), ...more.flags } }
    return this.provision.run(task, request, { progress: quiet, ...how })
  }

  /** The error of the first context that has failed is thrown. */
  async #run(task: Task, words: readonly string[], more: Partial<TaskRequest> = {}): Promise<Reports> {
    const reports = await this.attempt(task, words, more)
    for (const { error } of reports) if (error !== undefined) throw error
    return reports
  }

  save(name: string, context_type: string, properties: Properties): Promise<Reports> {
    return this.#run(save, [name], { properties, flags: { context_type } })
  }

  change(name: string, properties: Properties): Promise<Reports> {
    return this.#run(save, [name], { properties })
  }

  readonly verify = (...words: readonly string[]): Promise<Reports> => this.#run(verify, words)
  readonly verifyAll = (): Promise<Reports> => this.#run(verify, [], { flags: { all: true } })
  readonly install = (...words: readonly string[]): Promise<Reports> => this.#run(install, words)
  readonly enable = (...words: readonly string[]): Promise<Reports> => this.#run(enable, words)
  readonly disable = (...words: readonly string[]): Promise<Reports> => this.#run(disable, words)

  readonly delete = (...words: readonly string[]): Promise<Reports> =>
    this.#run(deleteTask, words, { flags: { 'no-backup': true } })
}
