import type { HostReader } from '../hosts/reader.js'
import type { ContextTypeName, ContextTypes } from './context.js'

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
  readonly default?: Value | ((context: never, look: HostReader) => Value | undefined)
  /** How the reference page words a default that is computed. */
  readonly defaultText?: string
  readonly derive?: (context: never, look: HostReader) => Value
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
