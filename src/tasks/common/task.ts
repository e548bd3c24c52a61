import type { ContextTypeName } from '../../contexts/context.js'
import type { Health } from '../../contexts/planning.js'
import type { Json } from '../../contexts/property.js'
import type { Intent } from '../../engine/plan.js'
import type { Consent } from '../../engine/consent.js'
import type { TaskPlanning } from '../../planning/planning.js'
import type { Stages } from '../../steps/common/stages.js'

/** A flag of one task. Flags of all tasks, such as `--dry-run`, belong to the command line. */
export interface FlagDefinition {
  readonly description: string
  /** `switch` has no value; `texts` may occur several times. */
  readonly takes: 'switch' | 'text' | 'texts'
  /** The name of the value in help: `FILE`. */
  readonly value?: string
  /** Another flag that this one needs. */
  readonly with?: string
}

export type FlagDefinitions = { readonly [name: string]: FlagDefinition }

interface Taken {
  readonly switch: boolean
  readonly text: string | undefined
  readonly texts: readonly string[]
}

export type FlagValues<Flags extends FlagDefinitions> = { readonly [Name in keyof Flags]: Taken[Flags[Name]['takes']] }

/** The request of the user. */
export interface TaskRequest<Flags extends FlagDefinitions = FlagDefinitions> {
  /** Names of contexts, or paths of files. */
  readonly words: readonly string[]
  readonly flags: FlagValues<Flags>
  /** Null resets a property to its default. */
  readonly properties: Readonly<Record<string, Json>>
}

/** The intents of a task in one pass of planning. */
export interface Wanted {
  readonly intent: (context: string) => Intent
  /** Warnings for a context without errors. */
  readonly warnings?: (context: string) => readonly string[]
}

/** A requested task, before its contexts are locked. */
export interface TaskRun {
  /** In planning order: a context that others need comes first. */
  readonly contexts: readonly string[]
  /** The name in locks and journals, if it differs from the task's name. */
  readonly title?: string
  /** Instead of the task's own: the type of all contexts, or undefined for any. */
  readonly of?: ContextTypeName | undefined
  /** What the user has to confirm before it runs. */
  readonly consents?: readonly Consent[]
  /** Whether undo data is kept after the commit. Default: what the task says. */
  readonly keeps?: boolean
  /** Whether what has failed is left as it is, to be looked at. */
  readonly keepsFailed?: boolean
  /** Whether checks run even if nothing changes. */
  readonly alwaysCheck?: boolean
  /** Whether contexts may have parts that this version does not know. The task then handles them itself. */
  readonly takesUnknown?: boolean
  /** Whether planners render templates. Default: true. */
  readonly renders?: boolean
  /** Loads what planning needs and a start does not. Planning is synchronous, so this comes first. */
  readonly load?: () => Promise<unknown>
  /** Called at each pass of planning, without data from earlier passes. */
  readonly want: (planning: TaskPlanning) => Wanted
}

/** The meaning of the words on the command line of a task. */
export type TaskWords = 'context' | 'contexts' | 'optional contexts' | 'files'

/** A task that users run by its name. One file or folder in `tasks/`. Adding one changes no other file. */
export interface Task<Flags extends FlagDefinitions = FlagDefinitions> {
  /** `provision-verify`, from the name of its file. */
  readonly name: string
  readonly summary: string
  /** Without the name of the program: `provision-verify @example.com`. */
  readonly examples: readonly string[]
  /** The type of contexts that it is for. Default: any. */
  readonly of?: ContextTypeName
  readonly words: TaskWords
  readonly flags: Flags
  /** Whether globs leave out contexts that were deleted, as `--all` does. */
  readonly skipsDeleted?: boolean
  /** Whether it takes properties of contexts: `--property=value`. */
  readonly takesProperties?: boolean
  readonly stages: Stages
  /** Locks besides the contexts, held only for moments. */
  readonly locks?: readonly string[]
  /** Whether undo data is kept after the commit. */
  readonly keeps?: boolean
  /** How strict health checks are, unless the user says so. Default: `no-worse`. */
  readonly health?: Health
  readonly begin: (request: TaskRequest<Flags>, planning: TaskPlanning) => TaskRun
}

/** Gives the flag values of a task their types. */
export const defineTask = <const Flags extends FlagDefinitions>(task: Task<Flags>): Task => task as unknown as Task

/** The values of flags that were not given. */
const absent: { readonly [Takes in FlagDefinition['takes']]: unknown } = { switch: false, text: undefined, texts: [] }

/** The value of each flag of a task, given or not. Others are left out. */
export const flagValues = ({ flags }: Task, given: { readonly [flag: string]: unknown }): FlagValues<FlagDefinitions> =>
  Object.fromEntries(
    Object.entries(flags).map(([name, { takes }]) => [name, given[name] ?? absent[takes]]),
  ) as FlagValues<FlagDefinitions>
