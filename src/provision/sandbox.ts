import type { Progress } from '../engine/progress.js'
import type { Provision, Sandbox, SandboxServer, SandboxStart, TaskReport } from './api.js'
import { InvalidInput } from '../errors.js'
import type { Task, TaskRequest } from '../tasks/common/task.js'
import { task as saveTask } from '../tasks/save.js'
import { task as verifyTask } from '../tasks/verify.js'
import { serverProperties } from '../sandbox/properties.js'
import { type ServerStatus, removeSandbox, sandboxStatus, startSandbox, stopSandbox } from '../sandbox/sandbox.js'
import type { HttpType } from '../sandbox/server.js'
import { makeHome } from './home.js'

const httpTypes: readonly HttpType[] = ['nginx', 'apache']

const typesOf = (words: readonly string[]): readonly HttpType[] =>
  words.map((word) => {
    const type = httpTypes.find((known) => known === word)
    if (type !== undefined) return type
    throw new InvalidInput([
      { path: '--http', message: `there is no web server ${word}`, fix: `--http=${httpTypes.join(',')}` },
    ])
  })

const shown = ({ name, pid, port, socket, user }: ServerStatus): SandboxServer => ({
  name,
  running: pid !== undefined,
  address: port === 0 ? socket : `127.0.0.1:${port}`,
  ...(user === undefined ? {} : { user }),
})

const throwFailure = ({ error }: TaskReport): void => {
  if (error !== undefined) throw error
}

/** Starts, stops and shows the private servers of a home, and keeps its server contexts up to date. */
export class SandboxControl implements Sandbox {
  constructor(
    private readonly home: string,
    private readonly provision: Provision,
  ) {}

  async start({ http, tlsProxy, clients }: SandboxStart, progress: Progress): Promise<readonly SandboxServer[]> {
    makeHome(this.home)
    const { state, started, moved, relocated, readdressed } = await startSandbox(this.home, {
      http: typesOf(http),
      tlsProxy,
      clients,
    })
    for (const name of started)
      progress({ event: 'done', context: 'sandbox', title: `started ${name}`, milliseconds: 0 })
    for (const { name, from, to } of moved)
      progress({
        event: 'warning',
        context: 'sandbox',
        message: `${name} listens on port ${to}, because ${from} is in use`,
      })
    const contexts = serverProperties(this.home, state)
    for (const { name, properties, unlessGiven } of contexts) {
      const given = await this.#given(name)
      const first = Object.entries(unlessGiven).filter(([key]) => !given.has(key))
      const all = { ...Object.fromEntries(first), ...properties }
      await this.#run(saveTask, { words: [name], properties: all, flags: { context_type: 'server' } }, progress)
    }
    // Vhosts contain ports and paths, and settings contain addresses.
    const all = readdressed || relocated
    const names = all ? [] : contexts.map(({ name }) => name)
    const flags = { all, 'accept-data-loss': [] }
    await this.#run(verifyTask, { words: names, properties: {}, flags }, progress)
    return this.status()
  }

  /** The properties that are saved of a context. */
  async #given(name: string): Promise<ReadonlySet<string>> {
    if (!this.provision.names(name, { present: true }).includes(name)) return new Set()
    const { properties } = await this.provision.show(name, { resolved: false })
    return new Set(properties.map((property) => property.name))
  }

  async #run(task: Task, request: TaskRequest, progress: Progress): Promise<void> {
    const reports = await this.provision.run(task, request, { progress })
    reports.forEach(throwFailure)
  }

  async stop(progress: Progress): Promise<readonly SandboxServer[]> {
    return this.#stopped(await stopSandbox(this.home), progress)
  }

  async remove(progress: Progress): Promise<readonly SandboxServer[]> {
    return this.#stopped(await removeSandbox(this.home), progress)
  }

  #stopped(names: readonly string[], progress: Progress): Promise<readonly SandboxServer[]> {
    for (const name of names) progress({ event: 'done', context: 'sandbox', title: `stopped ${name}`, milliseconds: 0 })
    return this.status()
  }

  async status(): Promise<readonly SandboxServer[]> {
    return (sandboxStatus(this.home) ?? []).map(shown)
  }
}
