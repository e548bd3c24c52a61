import { type Health, healths } from '../../contexts/planning.js'
import type { Json } from '../../contexts/property.js'
import { digest } from '../../engine/plan.js'
import type { FlagDefinitions, FlagValues, Task } from '../../tasks/common/task.js'

export const planFormat = 4

/** What the user has asked for, so that it can be planned again. It holds no secret. */
export interface SavedRequest {
  readonly task: string
  /** Names of contexts, or absolute paths of files. */
  readonly words: readonly string[]
  readonly flags: FlagValues<FlagDefinitions>
  readonly properties: Readonly<Record<string, Json>>
  readonly health: Health
  /** What new values come from, such as the UUID of a new context. */
  readonly seed: string
}

/** What was planned for one context. */
export interface SavedContext {
  readonly context: string
  readonly steps: readonly {
    readonly title: string
    /** SHA-256 of the step and of what it observed. */
    readonly digest: string
  }[]
}

/** A plan as `--dry-run --out FILE` saves it: an intent, and digests of what was planned. Nothing in it can run. */
export interface SavedPlan {
  readonly format: typeof planFormat
  readonly request: SavedRequest
  readonly contexts: readonly SavedContext[]
  /** SHA-256 of each context file that counts, by context. */
  readonly files: Readonly<Record<string, string>>
  /** SHA-256 of all of the above. */
  readonly digest: string
}

export const digestOf = ({ format, request, contexts, files }: Omit<SavedPlan, 'digest'>): string =>
  digest([format, request, contexts, files])

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string'

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

const hasOnly = (value: Fields, names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => name in value)

const isStep = (value: unknown): boolean =>
  isObject(value) && hasOnly(value, ['title', 'digest']) && isText(value['title']) && isText(value['digest'])

const isContext = (value: unknown): boolean =>
  isObject(value) &&
  hasOnly(value, ['context', 'steps']) &&
  isText(value['context']) &&
  Array.isArray(value['steps']) &&
  value['steps'].every(isStep)

const isRequest = (value: unknown): boolean =>
  isObject(value) &&
  hasOnly(value, ['task', 'words', 'flags', 'properties', 'health', 'seed']) &&
  isText(value['task']) &&
  areTexts(value['words']) &&
  isObject(value['flags']) &&
  isObject(value['properties']) &&
  healths.some((health) => health === value['health']) &&
  isText(value['seed'])

/** Whether a value has the form of a saved plan, and is whole. */
export const isSavedPlan = (value: unknown): value is SavedPlan =>
  isObject(value) &&
  hasOnly(value, ['format', 'request', 'contexts', 'files', 'digest']) &&
  value['format'] === planFormat &&
  isRequest(value['request']) &&
  Array.isArray(value['contexts']) &&
  value['contexts'].every(isContext) &&
  isObject(value['files']) &&
  Object.values(value['files']).every(isText) &&
  value['digest'] === digestOf(value as unknown as SavedPlan)

/** The number of the format of a file that is a saved plan of some version. */
export const formatOf = (value: unknown): number | undefined =>
  isObject(value) && typeof value['format'] === 'number' && ('plans' in value || 'request' in value)
    ? value['format']
    : undefined

const isFlag = { switch: (value: unknown) => typeof value === 'boolean', text: isText, texts: areTexts } as const

/** JSON leaves out a text that was not given. */
const isFlagOf = (value: unknown, { takes }: FlagDefinitions[string]): boolean =>
  takes === 'text' ? value === undefined || isText(value) : isFlag[takes](value)

/** Whether a task could have been asked for this. */
export const fits = ({ flags, properties }: SavedRequest, task: Task): boolean =>
  Object.keys(flags).every((name) => name in task.flags) &&
  Object.entries(task.flags).every(([name, definition]) => isFlagOf(flags[name], definition)) &&
  (task.takesProperties === true || Object.keys(properties).length === 0)
