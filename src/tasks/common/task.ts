import type { ContextTypeName } from '../../contexts/context.js'
import type { Json } from '../../contexts/property.js'
import type { Intent } from '../../engine/plan.js'
import type { Consent } from '../../engine/saved-plan.js'
import type { TaskPlanning } from '../../planning/planning.js'
import type { Stages } from '../../steps/common/stages.js'

/** A flag of a task alone; what all tasks have, such as `--dry-run`, is the command line's. */
export interface FlagDefinition {
  readonly description: string
  /** `switch` is there or not; of `texts` there may be several. */
  readonly takes: 'switch' | 'text' | 'texts'
  /** How help calls the value: `FILE`. */
  readonly value?: string
  /** Another flag without which it means nothing. */
  readonly with?: string
}

export type FlagDefinitions = { readonly [name: string]: FlagDefinition }

interface Taken {
  readonly switch: boolean
  readonly text: string | undefined
  readonly texts: readonly string[]
}

export type FlagValues<Flags extends FlagDefinitions> = { readonly [Name in keyof Flags]: Taken[Flags[Name]['takes']] }

/** What the user has asked for. */
export interface TaskRequest<Flags extends FlagDefinitions = FlagDefinitions> {
  /** Names of contexts, or paths of files. */
  readonly words: readonly string[]
  readonly flags: FlagValues<Flags>
  /** Null goes back to the default. */
  readonly properties: Readonly<Record<string, Json>>
}

/** What a task wants, as far as one pass of planning tells. */
export interface Wanted {
  readonly intent: (context: string) => Intent
  /** What is to be said of a context with which all went well. */
  readonly warnings?: (context: string) => readonly string[]
}

/** A task that was asked for, before its contexts are locked. */
export interface TaskRun {
  /** In the order in which they are planned: what others need comes first. */
  readonly contexts: readonly string[]
  /** As locks and journals name it, when that is not the task's own name. */
  readonly title?: string
  /** What the user has to agree to before it runs. */
  readonly consents?: readonly Consent[]
  /** Whether what its undo needs is kept after the commit, when that is not as the task says. */
  readonly keeps?: boolean
  /** Whether checks run even where nothing changes. */
  readonly alwaysCheck?: boolean
  /** Whether contexts may have what this version does not know: the task sees to that itself. */
  readonly takesUnknown?: boolean
  /** Whether planners are asked that fill in templates; they are when not given. */
  readonly renders?: boolean
  /** Asked at each pass of planning, with nothing known of an earlier one. */
  readonly want: (planning: TaskPlanning) => Wanted
}

/** What words of the command line are for a task. */
export type TaskWords = 'context' | 'contexts' | 'optional contexts' | 'files'

/** A task that users ask for by its name. One file or folder below `tasks/`; adding one touches no other file. */
export interface Task<Flags extends FlagDefinitions = FlagDefinitions> {
  /** `provision-verify`, from the name of its file. */
  readonly name: string
  readonly summary: string
  /** Without the name of the program: `provision-verify @example.com`. */
  readonly examples: readonly string[]
  /** The type of contexts that it is for; any when not given. */
  readonly of?: ContextTypeName
  readonly words: TaskWords
  readonly flags: Flags
  /** Whether it takes properties of contexts: `--property=value`. */
  readonly takesProperties?: boolean
  readonly stages: Stages
  /** What it locks besides the contexts, for moments only. */
  readonly locks?: readonly string[]
  /** Whether what its undo needs is kept after its commit. */
  readonly keeps?: boolean
  readonly begin: (request: TaskRequest<Flags>, planning: TaskPlanning) => TaskRun
}

/** Gives the values of a task's flags their types. */
export const defineTask = <const Flags extends FlagDefinitions>(task: Task<Flags>): Task => task as unknown as Task
