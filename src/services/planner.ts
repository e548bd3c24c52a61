import type { ContextTypeName, ContextTypes } from '../contexts/context.js'
import type { Planning } from '../contexts/planning.js'
import type { Json } from '../contexts/property.js'
import type { Server } from '../contexts/types/server.js'
import type { Step } from '../steps/common/step.js'

type ByType<Value extends { readonly [Type in ContextTypeName]: unknown }> = {
  readonly [Type in ContextTypeName]?: Value[Type]
}

/** The steps that one context wants of the server that gives it a service. */
export type Planner<Type extends ContextTypeName> = (
  context: ContextTypes[Type],
  server: Server,
  planning: Planning,
) => readonly Step[]

/** Planners by type of context. */
export type Planners = ByType<{ [Type in ContextTypeName]: Planner<Type> }>

/** A context as it was, and as it is to be; nothing where it goes for good. */
export interface Transition<Type extends ContextTypeName> {
  readonly from: ContextTypes[Type]
  readonly to: ContextTypes[Type] | undefined
}

/** Steps by type of context, for when one state gives way to another; the server is that of the old state. */
export type Transitions = ByType<{
  [Type in ContextTypeName]: (transition: Transition<Type>, server: Server, planning: Planning) => readonly Step[]
}>

/** The same where there is a new state. */
export type Copies = ByType<{
  [Type in ContextTypeName]: (
    transition: Required<Transition<Type>> & { readonly to: ContextTypes[Type] },
    server: Server,
    planning: Planning,
  ) => readonly Step[]
}>

/** Values that are recorded of a context, by its type. */
export type Recorders = ByType<{
  [Type in ContextTypeName]: (context: ContextTypes[Type]) => Readonly<Record<string, Json>>
}>
