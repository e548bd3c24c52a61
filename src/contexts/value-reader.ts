import { ProvisionError, messageOf } from '../errors.js'
import type { Context, ContextTypeName } from './context.js'
import type { Planning } from './planning.js'
import type { Json, Properties, Property } from './property.js'
import { isStoredRecord } from './records.js'
import { command } from '../lib/shell-word.js'

const notValid = (path: string, message: string): ProvisionError => {
  const [context = '', property = ''] = path.split('/')
  return new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path}: ${message}`, {
    fix: command`provision-save ${context} --${property}=…`,
    context,
  })
}

type Resolve = (type: ContextTypeName, name: string, path: string) => Context

/** A stored value, its path for errors, and the values that its default may depend on. */
interface Stored {
  readonly value: Json | undefined
  /** `@example.com/aliases` */
  readonly path: string
  /** The context; for a field, the fields before it. */
  readonly owner: object
}

/** Reads stored values: checks each again, applies defaults, and resolves references to contexts. */
export class ValueReader {
  constructor(
    private readonly resolve: Resolve,
    private readonly planning: Planning,
  ) {}

  read(property: Property, stored: Stored): unknown {
    const { value, path, owner } = stored
    if (property.fields !== undefined)
      return this.#records(property.fields, value ?? this.#default(property, owner), path)
    const read = value === undefined ? this.#default(property, owner) : this.#parsed(property, value, path)
    return property.reference === undefined ? read : this.#resolved(property.reference, read, path)
  }

  #default({ default: byDefault }: Property, owner: object): unknown {
    return typeof byDefault === 'function'
      ? (byDefault as (owner: object, planning: Planning) => unknown)(owner, this.planning)
      : byDefault
  }

  #parsed({ parse }: Property, value: Json, path: string): unknown {
    try {
      return parse(value)
    } catch (error) {
      throw notValid(path, messageOf(error))
    }
  }

  #resolved(type: ContextTypeName, value: unknown, path: string): unknown {
    if (value === undefined) return undefined
    return Array.isArray(value)
      ? value.map((name: string, index) => this.resolve(type, name, `${path}/${index}`))
      : this.resolve(type, value as string, path)
  }

  #records(fields: Properties, value: unknown, path: string): unknown {
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw notValid(path, 'not a list of objects')
    return value.map((record: Json, index) => this.#record(fields, record, `${path}/${index}`))
  }

  /** Ignores fields that this version does not know. */
  #record(fields: Properties, stored: Json, path: string): object {
    if (!isStoredRecord(stored)) throw notValid(path, 'not an object')
    const record: { [field: string]: unknown } = {}
    for (const [name, field] of Object.entries(fields)) {
      const value = stored[name] ?? undefined
      if (field.required && value === undefined) throw notValid(`${path}/${name}`, 'is required')
      record[name] = this.read(field, { value, path: `${path}/${name}`, owner: record })
    }
    return record
  }
}
