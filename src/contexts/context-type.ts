import type { Constraints } from './constraints.js'
import type { Context } from './context.js'
import type { Properties } from './property.js'
import type { ContextRecord } from './record.js'
import { flag, recorded } from './shapes.js'

/** A type of contexts: its description and properties. One file in `types/`. Adding one changes no other file. */
export interface ContextType extends Constraints {
  readonly name: string
  readonly description: string
  /** The property that refers to the parent of a context. A context gets the services of its parent. */
  readonly parent?: string
  /** The recommended form of names, for messages and as a check. */
  readonly recommendedName: {
    readonly pattern: string
    readonly matches: (record: ContextRecord) => boolean
  }
  /** Whether its contexts offer services. They then have `<service>_service_type` for each. */
  readonly offersServices?: boolean
  /** Whether its contexts are on no server of their own: every server that offers services is theirs. */
  readonly isOnAllServers?: boolean
  /** Whether its contexts contain data of users, which cannot be restored without a backup. */
  readonly holdsData?: boolean
  readonly properties: Properties
}

/** Properties that tasks record for every context. */
export const commonProperties = {
  verified: recorded(
    flag({
      description:
        'whether the context is verified, and its fixed properties cannot change; false is stored once it is deleted',
      default: false,
    }),
  ),
} as const

export const typeNamed = (types: readonly ContextType[], name: string): ContextType | undefined =>
  types.find((type) => type.name === name)

/** The parent of a context. */
export const parentOf = (context: Context, types: readonly ContextType[]): Context | undefined => {
  const property = typeNamed(types, context.type)?.parent
  return property === undefined ? undefined : (context as unknown as Record<string, Context | undefined>)[property]
}
