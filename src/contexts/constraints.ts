import type { Complaint } from '../errors.js'
import type { ContextTypeName } from './context.js'
import type { ContextRecord } from './record.js'

/** Finds a context by name. Undefined if it does not exist. */
export type FindRecord = (name: string) => ContextRecord | undefined

/**
 * A condition on a context. Pure. Returns all complaints at once, each with its path in the context: `aliases/2`. `before`
 * is the stored context, if it is not new.
 */
export type Rule = (record: ContextRecord, find: FindRecord, before?: ContextRecord) => readonly Complaint[]

/** How the names of a namespace depend on one another, if they are a tree that has owners. */
export interface NameTree {
  /** The place of a name, then the places above it: `shop.example.com`, `example.com`, `com`. */
  readonly places: (name: string) => readonly string[]
  /** What of a name the application at its place could answer itself: `shop` in `example.com/shop`. */
  readonly subdirectory: (name: string) => string | undefined
  /** Who owns the names of a context. */
  readonly owner: (record: ContextRecord) => string
  /** Whether a context lets an owner have names above and below its own. */
  readonly sharesWith: (record: ContextRecord, owner: string) => boolean
  /** How a context shares its names with one more owner: `--shares_names_with=acme`. */
  readonly sharing: (record: ContextRecord, owner: string) => string
}

/** A kind of names, such as host names. Only one context may have each name. */
export interface Namespace {
  /** Folder below the home with a file for each name. The file names the context. */
  readonly folder: string
  /** What a name is called: `host name`. */
  readonly noun: string
  readonly tree?: NameTree
}

/** A name that only this context may have, and its path: `aliases/2`. */
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

/** Constraints on contexts of a type, besides the shapes of their properties. */
export interface Constraints {
  readonly rules?: readonly Rule[]
  readonly claims?: readonly Claims[]
  readonly fixed?: FixedProperties
}

type ByType<Value> = { readonly [Type in ContextTypeName]?: Value }

/** The same for services and applications, by type of contexts. */
export interface AddedConstraints {
  readonly rules?: ByType<readonly Rule[]>
  readonly claims?: ByType<readonly Claims[]>
  readonly fixed?: ByType<FixedProperties>
}
