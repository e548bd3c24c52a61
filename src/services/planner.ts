import type { Context, ContextTypeName, ContextTypes } from '../contexts/context.js'
import type { Planning } from '../contexts/planning.js'
import type { Json } from '../contexts/property.js'
import type { Server } from '../contexts/types/server.js'
import type { Step } from '../steps/common/step.js'
import type { Needed } from '../steps/needs.js'

type ByType<Value extends { readonly [Type in ContextTypeName]: unknown }> = {
  readonly [Type in ContextTypeName]?: Value[Type]
}

/** Returns the steps for one context on the server that provides a service for it. */
export type Planner<Type extends ContextTypeName> = (
  context: ContextTypes[Type],
  server: Server,
  planning: Planning,
) => readonly Step[]

/** Planners by type of contexts. */
export type Planners = ByType<{ [Type in ContextTypeName]: Planner<Type> }>

/** Returns contexts that have to be verified once more for one, because they lack what that needs. */
export type Openers = ByType<{
  [Type in ContextTypeName]: (context: ContextTypes[Type], server: Server, planning: Planning) => readonly Context[]
}>

/** Returns warnings for a context on the server that provides a service for it. */
export type Warnings = ByType<{
  [Type in ContextTypeName]: (context: ContextTypes[Type], server: Server, planning: Planning) => readonly string[]
}>

/** The same for a service, of which the server may offer no type. */
export type GeneralWarnings = ByType<{
  [Type in ContextTypeName]: (context: ContextTypes[Type], planning: Planning) => readonly string[]
}>

/** Returns what must be there before anything is changed for a context. */
type NeedsOf<Type extends ContextTypeName> = (
  context: ContextTypes[Type],
  server: Server,
  planning: Planning,
) => readonly Needed[]

/** Needs by type of contexts. Every service says what it needs of a server, be it nothing. */
export type Needs = ByType<{ [Type in ContextTypeName]: NeedsOf<Type> }> & { readonly server: NeedsOf<'server'> }

/** The old and the new state of a context. `to` is undefined if the context is deleted. */
export interface Transition<Type extends ContextTypeName> {
  readonly from: ContextTypes[Type]
  readonly to: ContextTypes[Type] | undefined
}

/** Planners by type of contexts, for a change of state. The server is that of the old state. */
export type Transitions = ByType<{
  [Type in ContextTypeName]: (transition: Transition<Type>, server: Server, planning: Planning) => readonly Step[]
}>

/** The same for changes with a new state. */
export type Copies = ByType<{
  [Type in ContextTypeName]: (
    transition: Required<Transition<Type>> & { readonly to: ContextTypes[Type] },
    server: Server,
    planning: Planning,
  ) => readonly Step[]
}>

/** Functions that return recorded values of a context, by its type. */
export type Recorders = ByType<{
  [Type in ContextTypeName]: (context: ContextTypes[Type], planning: Planning) => Readonly<Record<string, Json>>
}>
