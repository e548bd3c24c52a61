import { ProvisionError } from '../errors.js'
import { withoutMark } from '../lib/byte-order-mark.js'
import { jsonFault, lineAt } from '../lib/json-fault.js'
import type { Json } from './property.js'
import { isContextName } from './shapes.js'

export type Values = { readonly [property: string]: Json }

/** A context as its file stores it. */
export interface ContextRecord {
  readonly name: string
  /** A type that this version may not know. */
  readonly context_type: string
  readonly uuid: string
  /** Given by the user. */
  readonly properties: Values
  /** Set by tasks. */
  readonly recorded: Values
}

/** Whether the context was verified once. */
export const isVerified = ({ recorded }: ContextRecord): boolean => recorded['verified'] === true

/** Whether the application of the context is installed. */
export const isInstalled = ({ recorded }: ContextRecord): boolean => recorded['installed'] === true

/** The context when its installation is lost. */
export const withoutInstallation = ({
  recorded: { installed: _, ...recorded },
  ...record
}: ContextRecord): ContextRecord => ({
  ...record,
  recorded,
})

/** Whether the context is all that a deletion has left. It is verified again only where its name is typed. */
export const isDeleted = ({ recorded }: ContextRecord): boolean => recorded['verified'] === false

/** Whether anything was made for the context, as far as tasks have recorded it. */
export const hasResources = (record: ContextRecord): boolean =>
  Object.keys(record.recorded).length > 0 && !isDeleted(record)

/** A context after its deletion: what was given stays, what tasks have recorded is chosen anew the next time. */
export const deletedRecord = (record: ContextRecord): ContextRecord =>
  Object.keys(record.recorded).length === 0 ? record : { ...record, recorded: { verified: false } }

const sorted = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The text of a context file. Keys are sorted, so that equal contexts have equal files. */
export const writeRecord = ({ name, context_type, uuid, properties, recorded }: ContextRecord): string =>
  `${JSON.stringify({ format: 1, name, context_type, uuid, properties: sorted(properties), recorded: sorted(recorded) }, undefined, 2)}\n`

const damaged = (path: string, line: number, message: string): ProvisionError =>
  new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}:${line}: ${message}`, {
    fix: `repair the file, or restore the last good one from a backup or git; other contexts are not affected`,
  })

/** `CommaExpected` as `comma expected`. */
const wordsOf = (code: string): string => code.replace(/\B[A-Z]/g, ' $&').toLowerCase()

/** Finds the syntax error with another JSON parser, because V8 does not always report its position. */
const syntaxError = async (path: string, text: string): Promise<ProvisionError> => {
  const { parse, printParseErrorCode } = await import('jsonc-parser')
  const errors: import('jsonc-parser').ParseError[] = []
  parse(text, errors, { disallowComments: true })
  const [first] = errors
  const offset = first?.offset ?? text.length
  return damaged(
    path,
    lineAt(text, offset),
    `not JSON${first === undefined ? '' : `: ${wordsOf(printParseErrorCode(first.error))}`}`,
  )
}

const isValues = (given: unknown): given is Values =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

const keyLine = (text: string, key: string): number => lineAt(text, Math.max(0, text.indexOf(`"${key}"`)))

type Raw = { readonly [key: string]: unknown }

/** Whether the value could be the name of a type, known or not. */
const isTypeName = (given: unknown): boolean => typeof given === 'string' && /^[a-z][a-z0-9_-]*$/.test(given)

/** Owner tags are found by it. */
export const isUuid = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text)

const wrongKey = ({ name, context_type, uuid, properties = {}, recorded = {} }: Raw): string | undefined => {
  if (typeof name !== 'string' || !isContextName(name)) return 'name'
  if (!isTypeName(context_type)) return 'context_type'
  if (typeof uuid !== 'string' || !isUuid(uuid)) return 'uuid'
  if (!isValues(properties)) return 'properties'
  return isValues(recorded) ? undefined : 'recorded'
}

/** Undefined if the text is not JSON. */
const parsed = (text: string): Raw | undefined => {
  try {
    const raw: unknown = JSON.parse(withoutMark(text))
    return isValues(raw) ? raw : {}
  } catch {
    return undefined
  }
}

/** Parses the text of a context file. If it is damaged, throws an error that `explained` completes. */
export const readRecord = (path: string, text: string): ContextRecord => {
  const raw = parsed(text)
  if (raw === undefined) throw new NotJson(path, text)
  const fault = jsonFault(text)
  if (fault !== undefined) throw damaged(path, lineAt(text, fault.offset), fault.message)
  const wrong = wrongKey(raw)
  if (wrong !== undefined) throw damaged(path, keyLine(text, wrong), `${wrong} is missing or wrong`)
  return { properties: {}, recorded: {}, ...raw } as unknown as ContextRecord
}

/** Thrown by `readRecord`. `explained` finds the line, with a parser that is loaded only for this. */
export class NotJson extends ProvisionError {
  constructor(
    readonly path: string,
    readonly text: string,
  ) {
    super('PROVISION_CONFIG_NOT_VALID', `${path}: not JSON`)
  }

  explained(): Promise<ProvisionError> {
    return syntaxError(this.path, this.text)
  }
}

/** The error with the line of the damage. Any other error stays unchanged. */
export const explained = async <Failure>(error: Failure): Promise<Failure | ProvisionError> =>
  error instanceof NotJson ? error.explained() : error
