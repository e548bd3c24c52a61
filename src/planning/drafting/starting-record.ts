import { type ContextRecord, isUuid } from '../../contexts/record.js'
import { type Schema, typeNames } from '../../contexts/schema.js'
import { isContextName } from '../../contexts/shapes.js'
import { InvalidInput, ProvisionError } from '../../errors.js'
import { nearest } from '../../lib/nearest.js'

/** A new context, without its properties. */
export interface NewContext {
  readonly name: string
  /** Required for a new context. */
  readonly contextType?: string
  /** For a context with its own UUID, from a backup or from git. */
  readonly uuid?: string
}

interface Known {
  readonly schema: Schema
  readonly names: () => readonly string[]
  /** A new UUID for a context. */
  readonly newUuid: (name: string) => string
}

const refuse = (path: string, message: string, fix: string): never => {
  throw new InvalidInput([{ path, message, fix }])
}

const typeOfNew = ({ name, contextType }: NewContext, { names, schema }: Known): string => {
  const types = typeNames(schema)
  if (contextType !== undefined && types.includes(contextType)) return contextType
  const choice = `--context_type=${types.join('|')}`
  if (contextType !== undefined) return refuse(`${name}/context_type`, `unknown type ${contextType}`, choice)
  const meant = nearest(name, names())
  throw new ProvisionError('PROVISION_MISSING_CONTEXT', `there is no context ${name}`, {
    fix: `${meant === undefined ? '' : `did you mean ${meant}? `}a new one needs its type: ${choice}`,
  })
}

const refuseOtherType = ({ name, contextType }: NewContext, { context_type }: ContextRecord): void => {
  if (contextType === undefined || contextType === context_type) return
  refuse(
    `${name}/context_type`,
    `it is a ${context_type}, and its type cannot change`,
    'save a context with another name',
  )
}

/** The record that saving changes: the stored one, or a new one without properties. */
export const startingRecord = (input: NewContext, before: ContextRecord | undefined, known: Known): ContextRecord => {
  const { name, uuid } = input
  if (!isContextName(name))
    return refuse(name, 'not a context name', 'one @, then letters, digits and ._- only: @server_web, @example.com')
  if (uuid !== undefined && !isUuid(uuid))
    return refuse(`${name}/uuid`, 'not a UUID in small letters', 'leave it out: a new context gets one')
  if (before === undefined)
    return {
      name,
      context_type: typeOfNew(input, known),
      uuid: uuid ?? known.newUuid(name),
      properties: {},
      recorded: {},
    }
  refuseOtherType(input, before)
  return before
}
