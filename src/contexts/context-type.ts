import type { Constraints } from './constraints.js'
import type { Context } from './context.js'
import type { Properties } from './property.js'
import type { ContextRecord } from './record.js'
import { flag, recorded } from './shapes.js'

/** A type of context: what it is, and what its contexts have. One file below `types/`; adding one touches no other. */
export interface ContextType extends Constraints {
  readonly name: string
  readonly description: string
  /** The property that refers to the context that it is placed on, and whose services it gets. */
  readonly parent?: string
  /** How its contexts should be named: for messages, and as a check. */
  readonly recommendedName: {
    readonly pattern: string
    readonly matches: (record: ContextRecord) => boolean
  }
  /** Whether its contexts offer services: they get `<service>_service_type` for each. */
  readonly offersServices?: boolean
  /** Whether its contexts hold what users have made, which a delete without a backup loses for good. */
  readonly holdsData?: boolean
  readonly properties: Properties
}

/** What tasks record of every context. */
export const commonProperties = {
  verified: recorded(
    flag({ description: 'whether what the context needs has been made once; then it does not move', default: false }),
  ),
} as const

export const typeNamed = (types: readonly ContextType[], name: string): ContextType | undefined =>
  types.find((type) => type.name === name)

/** The context that a context is placed on. */
export const parentOf = (context: Context, types: readonly ContextType[]): Context | undefined => {
  const property = typeNamed(types, context.type)?.parent
  return property === undefined ? undefined : (context as unknown as Record<string, Context | undefined>)[property]
}
