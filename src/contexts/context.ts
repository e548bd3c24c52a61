/** The identity of every context, whatever its type. */
export interface Identity {
  /** With the `@`. */
  readonly name: string
  readonly type: ContextTypeName
  /** The owner tag: everything that is created for the context carries it. */
  readonly uuid: string
}

/** The types of contexts by name. The file of each type adds its own, by declaration merging. */
export interface ContextTypes {}

export type ContextTypeName = keyof ContextTypes
export type Context = ContextTypes[ContextTypeName]
