import type { ContextTypeName, ContextTypes } from './context.js'
import type { Planning } from './planning.js'

/** A value as a context file keeps it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * `given` by the user, `recorded` by a task, or `derived` from other properties and never stored.
 */
export type Source = 'given' | 'recorded' | 'derived'

/** A property of a context: the one definition behind its type, its check, its flag, its help and its reference page. */
export interface Property<Value = unknown> {
  readonly source: Source
  readonly description: string
  /** How help and the reference call the values: `host name`, `whole number from 1 to 65535`. */
  readonly values: string
  /** From the command line (always text) or a file; throws a plain Error that says what is wrong. */
  readonly parse: (given: Json) => Value
  readonly default?: Value | ((context: never, planning: Planning) => Value | undefined)
  /** Whether a default that is computed is stored by the first verify: what was detected then stays. */
  readonly settles?: boolean
  /** How the reference page words a default that is computed. */
  readonly defaultText?: string
  readonly derive?: (context: never, planning: Planning) => Value
  readonly required?: boolean
  readonly reference?: ContextTypeName
  readonly list?: boolean
  /** Of each record, for a list of records. */
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

/** The values that a set of definitions gives: what is required, derived or has a default is always there. */
export type ValuesOf<P extends Properties> = {
  readonly [Name in keyof P]: Always<P[Name]> extends true ? Read<P[Name]> : Read<P[Name]> | undefined
}

/** The properties that a service or an application adds to each type of context. */
export type AddedProperties = { readonly [Type in ContextTypeName]?: Properties }

/** A property, and who declares it for which type of contexts. */
export interface DeclaredProperty {
  readonly name: string
  readonly contextType: ContextTypeName
  /** The service that adds it; none for what every context of the type has. */
  readonly service?: string
  /** The service type, when only that one adds it. */
  readonly serviceType?: string
  readonly property: Property
}
