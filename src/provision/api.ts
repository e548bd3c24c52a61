import type { Readable, Writable } from 'node:stream'
import type { ChangeLine, Progress } from '../engine/progress.js'
import type { Health } from '../contexts/planning.js'
import type { DeclaredProperty, Json } from '../contexts/property.js'
import type { Consent } from '../engine/consent.js'
import type { ProvisionError } from '../errors.js'
import type { Task, TaskRequest } from '../tasks/common/task.js'

export interface TaskOptions {
  readonly dryRun?: boolean
  readonly check?: boolean
  /** File to save the plan to. */
  readonly out?: string
  /** Seconds to wait for a lock; 0: do not wait. */
  readonly wait?: number
  readonly jobs?: number
  /** How strict health checks are. Default: what the task says. */
  readonly health?: Health
  readonly progress: Progress
  /** Throws unless the user confirms all of them. Without it everything counts as confirmed. */
  readonly consent?: (consents: readonly Consent[]) => Promise<void>
  /** Aborted when the user interrupts. Work that has begun is undone. */
  readonly signal?: AbortSignal
}

/** The result of a task for one context. */
export interface TaskReport {
  readonly context: string
  readonly ok: boolean
  readonly changed: boolean
  readonly changes: readonly ChangeLine[]
  readonly result: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
  readonly error?: ProvisionError
  /** For a failed task that had changed something: false if some of it could not be undone. */
  readonly undone?: boolean
  /** What could not be undone. */
  readonly leftOver: readonly string[]
}

export interface ListFilter {
  /** A pattern for names: `@*.example.com`. */
  readonly pattern?: string
  readonly type?: string
  readonly platform?: string
  readonly server?: string
  readonly service?: string
  /** Conditions that must all be true: `client_name=acme`, `platform.web_server!=@server_web`. */
  readonly where?: readonly string[]
  /** Whether only names are needed. Then nothing else is read. */
  readonly namesOnly?: boolean
}

export interface ListedContext {
  readonly name: string
  /** `damaged` for a context whose file cannot be read. */
  readonly type: string
  /** The error in the file of a damaged context: `/path/to/file:3: not JSON: comma expected`. */
  readonly damage?: string
  /** The context that it is on: the platform of a site, the server of a platform. */
  readonly on?: string
  readonly uri?: string
  readonly installed?: boolean
  readonly enabled?: boolean
  /** The type of the code base and its version, if known. */
  readonly application?: string
  readonly version?: string
  readonly client?: string
  /** The services that a server offers: `{ http: 'nginx' }`. */
  readonly services: Readonly<Record<string, string>>
  /** How each service of a server is reached: `{ http: 'port 8080' }`. */
  readonly at?: Readonly<Record<string, string>>
  /** Parts that this version does not know: `context_type`, or paths of properties. Tasks refuse such a context. */
  readonly unknown?: readonly string[]
}

export interface ShownProperty {
  readonly name: string
  /** References as names; secrets masked. */
  readonly value: Json
  /** `unknown` for a stored property that this version does not know. */
  readonly source: 'given' | 'recorded' | 'derived' | 'default' | 'unknown'
}

export interface ShownContext {
  readonly name: string
  readonly type: string
  readonly uuid: string
  readonly properties: readonly ShownProperty[]
  /** The server and the type of each service, and how it is reached. */
  readonly services: Readonly<Record<string, { readonly server: string; readonly type: string; readonly at?: string }>>
  /** Parts that this version does not know, as in a list. */
  readonly unknown?: readonly string[]
}

/**
 * `interrupted`: the process is dead; `stuck`: something could not be undone; `kept failed`: it was to be left as it was.
 * These journals are open. `given up`: neither undone nor finished, and closed. `damaged`: the journal cannot be read.
 */
export const journalStates = [
  'done',
  'undone',
  'stuck',
  'kept failed',
  'given up',
  'running',
  'interrupted',
  'damaged',
] as const
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
  /** ISO 8601. Missing while the task runs, and in journals of version 0.1. */
  readonly ended?: string
  readonly milliseconds?: number
  /** Why it is not done. */
  readonly reason?: string
  /** Present if `provision-undo` can undo it. */
  readonly undoable?: true
}

export interface JournaledStep {
  readonly title: string
  /** What its program has written, without secrets. */
  readonly stdout?: string
  readonly stderr?: string
  /** Undefined if the journal does not say. */
  readonly state?: 'done' | 'failed' | 'undone' | 'left over' | 'begun' | 'not run'
}

/** The result of a task for one context. */
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
  /** Only tasks that `provision-undo` can undo. */
  readonly undoable?: boolean
  /** The number of tasks to show, the newest ones. */
  readonly limit?: number
}

/** Something without an owner. */
export interface Finding {
  /** What it is: `database`, `web-file`, `lock`. */
  readonly kind: string
  /** A path, or `database NAME on @server`. */
  readonly where: string
  /** The name of its context, if known. */
  readonly context?: string
  readonly uuid?: string
  readonly why: string
  /** The command that removes it. */
  readonly fix: string
  /** Whether `provision-gc` may remove it without being asked, because it is a temporary file of Provision. */
  readonly removable: boolean
}

export interface GcOptions extends TaskOptions {
  /** Whether failed tasks whose state was kept are undone first. */
  readonly undoFailed?: boolean
}

export interface GarbageReport {
  readonly findings: readonly (Finding & { readonly removed: boolean })[]
  readonly warnings: readonly string[]
  /** Places that could not be read, and orphans that could not be removed. */
  readonly failures: readonly ProvisionError[]
  /** Orphans whose removal failed and could not be undone. */
  readonly leftOver: readonly string[]
}

export const tryKinds = ['read', 'write', 'signal', 'poison', 'exhaust'] as const

/** By what: PHP in its pool, a login in the group of its client, its account of the database server. */
export const triers = ['php', 'database', 'login'] as const

/** What one site has tried of another one. */
export interface IsolationTry {
  readonly as: (typeof triers)[number]
  readonly kind: (typeof tryKinds)[number]
  readonly what: string
  /** `shared`: what all have in common, which is no failure. */
  readonly result: 'nothing' | 'got' | 'shared' | 'not tried'
  /** What was got, which limit there is, or why it was not tried. */
  readonly detail?: string
}

export interface IsolationReport {
  /** The site that has tried, and the one that it has tried to get at. */
  readonly site: string
  readonly other?: string
  /** The UNIX user of its PHP. */
  readonly user?: string
  readonly tries: readonly IsolationTry[]
  /** Why it could not try. */
  readonly error?: ProvisionError
}

export interface AuditRequest {
  /** Sites that try. All if none is named. */
  readonly names: readonly string[]
  /** The site that they try to get at. Default: one of another client on the same server. */
  readonly against?: string | undefined
}

type Reports = Promise<readonly TaskReport[]>

/** What a program for a site is connected with. */
export interface ExecOptions {
  readonly input: Readable
  readonly output: Writable
  readonly errors: Writable
  readonly warn: (text: string) => void
  /** Aborted when the user interrupts. The program and all that it has started are ended. */
  readonly signal: AbortSignal
}

/** The interface for the command line. `src/provision/provision.ts` implements it. */
export interface Provision {
  /** Runs any task. */
  run(task: Task, request: TaskRequest, options: TaskOptions): Reports
  /** Plans again what a file has saved, and does it. Refuses if that is not what was planned. */
  applyPlan(file: string, options: TaskOptions): Reports
  /** Recovers all interrupted tasks, or the one that is named, which is given up if that is not possible. */
  recover(options: TaskOptions, giveUp?: string): Reports
  /** Undoes a task, by its id, or the last task of a context. */
  undo(word: string, options: TaskOptions): Reports
  /** Finds orphans. Removes temporary files among them, unless it is a dry run. */
  gc(options: GcOptions): Promise<GarbageReport>
  /** Runs a program for a site, as the user of its PHP. Returns its exit code. */
  exec(name: string, words: readonly string[], options: ExecOptions): Promise<number>
  /** Tries what sites can get of one of another client. Leaves nothing behind. */
  auditIsolation(request: AuditRequest): Promise<readonly IsolationReport[]>
  list(filter: ListFilter): Promise<readonly ListedContext[]>
  show(name: string, how: { readonly resolved: boolean }): Promise<ShownContext>
  /** The value at a path such as `platform.web_server.http_port`. Null if the property has no value. */
  value(name: string, path: string): Promise<Json>
  /** The contexts whose names match a pattern with `*` and `?`; `present`: without those that were deleted. */
  names(pattern: string, which: { readonly present: boolean }): readonly string[]
  journal(filter: JournalFilter): Promise<readonly JournalLine[]>
  /** `id` may be shortened if it matches only one journal. */
  journalOf(id: string): Promise<JournalDetail>
  declared(): readonly DeclaredProperty[]
}

export interface SandboxServer {
  readonly name: string
  readonly running: boolean
  readonly address: string
  /** For PHP: the user that it runs as. */
  readonly user?: string
}

export interface SandboxStart {
  /** Types of web servers to add. */
  readonly http: readonly string[]
  /** Whether a TLS proxy comes before each web server. */
  readonly tlsProxy: boolean
  /** Whether clients get users of their own. */
  readonly clients: boolean
}

/** Private servers on loopback, below the home. */
export interface Sandbox {
  start(how: SandboxStart, progress: Progress): Promise<readonly SandboxServer[]>
  stop(progress: Progress): Promise<readonly SandboxServer[]>
  remove(progress: Progress): Promise<readonly SandboxServer[]>
  status(): Promise<readonly SandboxServer[]>
}
