import type { Complaint } from '../errors.js'
import type { ContextTypeName } from './context.js'
import type { ContextRecord } from './record.js'

/** Another context by its name; undefined when it does not exist. */
export type FindRecord = (name: string) => ContextRecord | undefined

/** What must be true of a context: pure, and all that is wrong at once, each at its path below it: `aliases/2`. */
export type Rule = (record: ContextRecord, find: FindRecord) => readonly Complaint[]

/** Names that contexts share, such as host names: each is of one context alone. */
export interface Namespace {
  /** Folder below the home that tells whose each name is. */
  readonly folder: string
  /** What a name is called: `host name`. */
  readonly noun: string
}

/** A name that a context has for itself, and where it says so: `aliases/2`. */
export interface ClaimedName {
  readonly name: string
  readonly path: string
}

export interface Claim extends ClaimedName {
  readonly namespace: Namespace
}

/** The names that contexts claim in a namespace. */
export interface Claims {
  readonly namespace: Namespace
  readonly names: (record: ContextRecord) => readonly ClaimedName[]
}

/** Properties that cannot change once a context is verified, and what to do instead. */
export type FixedProperties = Readonly<Record<string, string>>

/** What holds for contexts of a type, besides the shapes of their properties. */
export interface Constraints {
  readonly rules?: readonly Rule[]
  readonly claims?: readonly Claims[]
  readonly fixed?: FixedProperties
}

type ByType<Value> = { readonly [Type in ContextTypeName]?: Value }

/** The same as services and applications add it, by type of context. */
export interface AddedConstraints {
  readonly rules?: ByType<readonly Rule[]>
  readonly claims?: ByType<readonly Claims[]>
  readonly fixed?: ByType<FixedProperties>
}
