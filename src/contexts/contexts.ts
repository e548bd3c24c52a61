import { ProvisionError } from '../errors.js'
import type { Planning } from './planning.js'
import type { Properties, Property } from './property.js'
import type { ContextRecord } from './record.js'
import { type Schema, typeNames, propertiesOf } from './schema.js'
import { secretMark } from './secret.js'
import type { ContextStore } from './store.js'
import type { Context, ContextTypeName, ContextTypes } from './context.js'
import { ValueReader } from './value-reader.js'
import { command } from '../lib/shell-word.js'

/** A context that reads each property once, on first use. */
class LazyContext {
  readonly values = new Map<string, unknown>()
  readonly reading: string[] = []

  constructor(
    readonly record: ContextRecord,
    readonly contexts: Contexts,
  ) {}

  get name(): string {
    return this.record.name
  }

  get type(): ContextTypeName {
    return this.record.context_type as ContextTypeName
  }

  get uuid(): string {
    return this.record.uuid
  }

  /** The value, cached. A property that depends on itself is an error with the path of the cycle. */
  value(property: string, compute: () => unknown): unknown {
    const known = this.values.get(property)
    if (known !== undefined || this.values.has(property)) return known
    if (this.reading.includes(property))
      throw this.contexts.cycle([...this.reading, property].map((step) => `${this.name}/${step}`))
    this.reading.push(property)
    try {
      const value = compute()
      this.values.set(property, value)
      return value
    } finally {
      this.reading.pop()
    }
  }
}

/** Whether a value is another context. */
export const isContext = (value: unknown): value is Context => value instanceof LazyContext

/** The named contexts as values. A property that names another context reads as that context. */
export class Contexts {
  readonly #loaded = new Map<ContextRecord, Context>()
  readonly #classes: ReadonlyMap<string, typeof LazyContext>
  readonly #reader: ValueReader

  constructor(
    readonly schema: Schema,
    readonly store: ContextStore,
    private readonly planning: Planning,
  ) {
    this.#reader = new ValueReader((type, name, path) => this.typed(type, name, path), planning)
    this.#classes = new Map(typeNames(schema).map((type) => [type, this.#classOf(propertiesOf(schema, type))]))
  }

  get(name: string): Context {
    const record = this.store.read(name)
    const context = this.#loaded.get(record) ?? this.of(record)
    this.#loaded.set(record, context)
    return context
  }

  /** A context of the given type. `path` names the property with the reference. */
  typed<Type extends ContextTypeName>(type: Type, name: string, path = name): ContextTypes[Type] {
    const context = this.#follow(name, path)
    if (context.type === type) return context as ContextTypes[Type]
    const where = path === name ? '' : `${path}: `
    throw new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${where}${name} is a ${context.type}, not a ${type}`, {
      fix: command`name a ${type}: provision-list --type=${type} lists them`,
    })
  }

  /** A record as a context, saved or not. It has no properties if this version does not know its type. */
  of(record: ContextRecord): Context {
    const Class = this.#classes.get(record.context_type) ?? LazyContext
    return new Class(record, this) as unknown as Context
  }

  cycle(path: readonly string[]): ProvisionError {
    return new ProvisionError('PROVISION_CONFIG_NOT_VALID', `${path.join(' → ')}: circular reference`, {
      fix: `set one of them to something else`,
    })
  }

  #follow(name: string, path: string): Context {
    if (name === path || this.store.find(name) !== undefined) return this.get(name)
    throw new ProvisionError('PROVISION_MISSING_CONTEXT', `${path}: there is no context ${name}`, {
      fix: command`save it first: provision-save ${name} --context_type=…`,
    })
  }

  #classOf(properties: Properties): typeof LazyContext {
    const Class = class extends LazyContext {}
    for (const [name, property] of Object.entries(properties)) {
      const contexts = this
      Object.defineProperty(Class.prototype, name, {
        enumerable: true,
        get(this: LazyContext) {
          return this.value(name, () => contexts.#read(this, name, property))
        },
      })
    }
    return Class
  }

  #read(context: LazyContext, name: string, property: Property): unknown {
    if (property.derive !== undefined) return property.derive(context as never, this.planning)
    if (property.secret) return secretMark(context.name, name)
    const { recorded, properties } = context.record
    const value = (property.source === 'recorded' ? recorded : properties)[name]
    return this.#reader.read(property, { value, path: `${context.name}/${name}`, owner: context })
  }
}
