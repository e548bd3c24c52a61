import type { Context } from '../contexts/context.js'
import { type ContextType, parentOf } from '../contexts/context-type.js'

/**
 * The name of a context's application: its own, else that of its parent, and so on. Undefined for a context that is on
 * no platform.
 */
export const applicationNameOf = (context: Context, types: readonly ContextType[]): string | undefined => {
  if ('application' in context) return context.application
  const parent = parentOf(context, types)
  return parent === undefined ? undefined : applicationNameOf(parent, types)
}
