import type { ChangeLine, Progress } from '../engine/progress.js'
import type { DeclaredProperty, Json } from '../contexts/property.js'
import type { Consent } from '../engine/saved-plan.js'
import type { ProvisionError } from '../errors.js'
import type { Task, TaskRequest } from '../tasks/common/task.js'

export interface TaskOptions {
  readonly dryRun?: boolean
  readonly check?: boolean
  /** File that the plan is saved to. */
  readonly out?: string
  /** Seconds to wait for a lock; 0: do not wait. */
  readonly wait?: number
  readonly jobs?: number
  readonly progress: Progress
  /** Throws unless the user agrees; without it everything is agreed to. */
  readonly consent?: (consent: Consent) => Promise<void>
  /** Aborted when the user interrupts: what is begun is undone. */
  readonly signal?: AbortSignal
}

/** What a task did for one context. */
export interface TaskReport {
  readonly context: string
  readonly ok: boolean
  readonly changed: boolean
  readonly changes: readonly ChangeLine[]
  readonly result: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
  readonly error?: ProvisionError
  /** Of a failed task that had done something: false when some of it could not be undone. */
  readonly undone?: boolean
  /** What could not be undone. */
  readonly leftOver: readonly string[]
}

export interface ListFilter {
  /** Of names: `@*.example.com`. */
  readonly pattern?: string
  readonly type?: string
  readonly platform?: string
  readonly server?: string
  readonly service?: string
  /** Conditions that all hold: `client_name=acme`, `platform.web_server!=@server_web`. */
  readonly where?: readonly string[]
  /** Names alone are asked for: nothing else is read. */
  readonly namesOnly?: boolean
}

export interface ListedContext {
  readonly name: string
  /** `damaged` for a context whose file cannot be read. */
  readonly type: string
  /** What is wrong with the file of a damaged one: `/path/to/file:3: not JSON: comma expected`. */
  readonly damage?: string
  /** Context that it is placed on: the platform of a site, the server of a platform. */
  readonly on?: string
  readonly uri?: string
  readonly installed?: boolean
  readonly enabled?: boolean
  /** What the code base is, and its version, where it can be told. */
  readonly application?: string
  readonly version?: string
  readonly client?: string
  /** What a server offers: `{ http: 'nginx' }`. */
  readonly services: Readonly<Record<string, string>>
  /** How each service of a server is reached: `{ http: 'port 8080' }`. */
  readonly at?: Readonly<Record<string, string>>
  /** What this version does not know of it: `context_type`, or paths of properties. Tasks on it are refused. */
  readonly unknown?: readonly string[]
}

export interface ShownProperty {
  readonly name: string
  /** References as names; secrets masked. */
  readonly value: Json
  /** `unknown` for what is stored and this version does not know. */
  readonly source: 'given' | 'recorded' | 'derived' | 'default' | 'unknown'
}

export interface ShownContext {
  readonly name: string
  readonly type: string
  readonly uuid: string
  readonly properties: readonly ShownProperty[]
  /** Which server gives which service, and as which type. */
  readonly services: Readonly<Record<string, { readonly server: string; readonly type: string; readonly at?: string }>>
  /** What this version does not know of it, as in a list. */
  readonly unknown?: readonly string[]
}

/** `interrupted`: the process is gone; `stuck`: something could not be undone. Both are open. */
export const journalStates = ['done', 'undone', 'stuck', 'running', 'interrupted'] as const
export type JournalState = (typeof journalStates)[number]

/** A task, as a line of the history. */
export interface JournalLine {
  readonly id: string
  readonly task: string
  readonly contexts: readonly string[]
  readonly state: JournalState
  /** ISO 8601. */
  readonly since: string
  readonly user: string
  /** ISO 8601; none while it runs, and in journals of version 0.1. */
  readonly ended?: string
  readonly milliseconds?: number
  /** Why it is not done. */
  readonly reason?: string
  /** Present when `provision-undo` can undo it. */
  readonly undoable?: true
}

export interface JournaledStep {
  readonly title: string
  /** None where the journal does not say. */
  readonly state?: 'done' | 'failed' | 'undone' | 'left over' | 'begun' | 'not run'
}

/** What a task did to one context. */
export interface JournaledContext {
  readonly context: string
  readonly state: JournalState
  readonly steps: readonly JournaledStep[]
  readonly reason?: string
  readonly leftOver?: readonly string[]
}

/** A task with its steps. */
export interface JournalDetail extends JournalLine {
  readonly plans: readonly JournaledContext[]
}

export interface JournalFilter {
  /** Name or pattern. */
  readonly context?: string
  readonly since?: Date
  readonly until?: Date
  readonly state?: string
  /** Those alone that `provision-undo` can undo. */
  readonly undoable?: boolean
  /** The newest of those that pass. */
  readonly limit?: number
}

/** Something that nobody owns. */
export interface Finding {
  /** What it is: `database`, `web-file`, `lock`. */
  readonly kind: string
  /** A path, or `database NAME on @server`. */
  readonly where: string
  /** Whose it was, as far as it tells. */
  readonly context?: string
  readonly uuid?: string
  readonly why: string
  /** What to type to be rid of it. */
  readonly fix: string
  /** Whether it is scratch of Provision's own, which goes without being asked for. */
  readonly removable: boolean
}

export interface GarbageReport {
  readonly findings: readonly (Finding & { readonly removed: boolean })[]
  readonly warnings: readonly string[]
  /** What could not be looked at or removed. */
  readonly failures: readonly ProvisionError[]
  /** What was begun to be removed, and could not be put back. */
  readonly leftOver: readonly string[]
}

type Reports = Promise<readonly TaskReport[]>

/** All that the command line can ask for; `src/provision/provision.ts` makes one. */
export interface Provision {
  /** Runs any task. */
  run(task: Task, request: TaskRequest, options: TaskOptions): Reports
  /** Runs exactly the plan in a file, or refuses when the world has moved since. */
  applyPlan(file: string, options: TaskOptions): Reports
  recover(options: TaskOptions): Reports
  /** Undoes what is kept of a task, by its id, or of the last task of a context. */
  undo(word: string, options: TaskOptions): Reports
  /** Finds what nobody owns, and removes what of it is scratch, unless it is a dry run. */
  gc(options: TaskOptions): Promise<GarbageReport>
  list(filter: ListFilter): Promise<readonly ListedContext[]>
  show(name: string, how: { readonly resolved: boolean }): Promise<ShownContext>
  /** The value at a path such as `platform.web_server.http_port`; null where a property has no value. */
  value(name: string, path: string): Promise<Json>
  /** The contexts whose names match a pattern with `*` and `?`. */
  names(pattern: string): readonly string[]
  journal(filter: JournalFilter): Promise<readonly JournalLine[]>
  /** `id` may be shortened, as long as it fits one journal alone. */
  journalOf(id: string): Promise<JournalDetail>
  declared(): readonly DeclaredProperty[]
}

export interface SandboxServer {
  readonly name: string
  readonly running: boolean
  readonly address: string
}

/** Private servers on loopback, below the home. */
export interface Sandbox {
  start(how: { readonly http: readonly string[] }, progress: Progress): Promise<readonly SandboxServer[]>
  stop(progress: Progress): Promise<readonly SandboxServer[]>
  status(): Promise<readonly SandboxServer[]>
}
