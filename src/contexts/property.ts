import type { ContextTypeName, ContextTypes } from './context.js'
import type { Planning } from './planning.js'

/** A value as a context file stores it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** `given` by the user, `recorded` by a task, or `derived` from other properties and never stored. */
export type Source = 'given' | 'recorded' | 'derived'

/** A property of a context. Its type, check, flag, help and reference page come from this one definition. */
export interface Property<Value = unknown> {
  readonly source: Source
  readonly description: string
  /** The name of the values in help and the reference: `host name`, `whole number from 1 to 65535`. */
  readonly values: string
  /** Checks a value from the command line (always text) or a file. Throws a plain Error with the reason. */
  readonly parse: (given: Json) => Value
  readonly default?: Value | ((context: never, planning: Planning) => Value | undefined)
  /** Whether the first verify stores a computed default, so that a detected value stays. */
  readonly settles?: boolean
  /** Text for a computed default on the reference page. */
  readonly defaultText?: string
  readonly derive?: (context: never, planning: Planning) => Value
  /** Why a given value would have no effect in a context. It is refused then. */
  readonly withoutEffect?: (context: never, planning: Planning) => string | undefined
  /** Whether only applications carry it out that name it in `uses`. */
  readonly isForApplications?: boolean
  readonly required?: boolean
  readonly reference?: ContextTypeName
  /**
   * For a reference: the property that is a short form of it, and the context that a value of that stands for. Saving the
   * short form saves the reference, and makes the context if there is none.
   */
  readonly shortForm?: { readonly property: string; readonly contextOf: (value: string) => string }
  readonly list?: boolean
  /** The fields of each record, for a list of records. */
  readonly fields?: Properties
  readonly secret?: boolean
  readonly example?: string
}

export type Properties = { readonly [name: string]: Property }

type Read<P> = P extends { readonly fields: infer Fields extends Properties }
  ? readonly ValuesOf<Fields>[]
  : P extends { readonly reference: infer T extends ContextTypeName }
    ? P extends { readonly list: true }
      ? readonly ContextTypes[T][]
      : ContextTypes[T]
    : P extends Property<infer Value>
      ? Value
      : never

type Always<P> = P extends { readonly required: true } | { readonly default: unknown } | { readonly source: 'derived' }
  ? true
  : false

/**
 * The types of values for a set of definitions. A required or derived property, or one with a default, always has a
 * value.
 */
export type ValuesOf<P extends Properties> = {
  readonly [Name in keyof P]: Always<P[Name]> extends true ? Read<P[Name]> : Read<P[Name]> | undefined
}

/** The properties that a service or an application adds to each type of contexts. */
export type AddedProperties = { readonly [Type in ContextTypeName]?: Properties }

/** A property, the type of contexts that has it, and the service that declares it. */
export interface DeclaredProperty {
  readonly name: string
  readonly contextType: ContextTypeName
  /** The service that adds it. Undefined for a property of every context of the type. */
  readonly service?: string
  /** The service type, if only that one adds it. */
  readonly serviceType?: string
  readonly property: Property
}
