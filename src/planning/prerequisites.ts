import { parentOf } from '../contexts/context-type.js'
import type { Context } from '../contexts/context.js'
import type { Server } from '../contexts/types/server.js'
import { isVerified } from '../contexts/record.js'
import type { TaskPlanning } from './planning.js'
import { inReferenceOrder } from './select.js'
import { applicationFor, servicesOf } from './services.js'

/** Whether a verify of a context does anything. */
const isVerifiable = (context: Context, planning: TaskPlanning): boolean =>
  servicesOf(context, planning).length > 0 || applicationFor(context, planning) !== undefined

const isOpen = (context: Context, planning: TaskPlanning): boolean => {
  const record = planning.store.stored(context.name)
  return record !== undefined && !isVerified(record) && isVerifiable(context, planning)
}

/** What a context is on, and the servers of its services. */
const neededBy = (context: Context, planning: TaskPlanning): readonly Context[] => {
  const parent = parentOf(context, planning.catalog.contextTypes)
  const servers = servicesOf(context, planning).map(({ server }) => server)
  return [...(parent === undefined ? [] : [parent]), ...servers].filter(({ name }) => name !== context.name)
}

type Opener = (context: Context, server: Server, planning: TaskPlanning) => readonly Context[]

/** What was verified, but lacks something that the context needs. */
const openedBy = (context: Context, planning: TaskPlanning): readonly string[] =>
  servicesOf(context, planning).flatMap(({ type, server }) =>
    ((type.opens?.[context.type] as Opener | undefined)?.(context, server, planning) ?? []).map(({ name }) => name),
  )

const openBelow = (context: Context, planning: TaskPlanning): readonly string[] => [
  ...neededBy(context, planning).flatMap((needed) => [
    ...openBelow(needed, planning),
    ...(isOpen(needed, planning) ? [needed.name] : []),
  ]),
  ...openedBy(context, planning),
]

/** The contexts that a context needs, directly or not, and that were never verified. */
export const unverifiedBelow = (context: Context, planning: TaskPlanning): readonly string[] => [
  ...new Set(openBelow(context, planning)),
]

/** A context with an error has none: its own planning tells the error. */
const unverifiedBelowName = (name: string, planning: TaskPlanning): readonly string[] => {
  try {
    return unverifiedBelow(planning.contexts.get(name), planning)
  } catch {
    return []
  }
}

/** Contexts, after those that they need and that were never verified. */
export const withPrerequisites = (names: readonly string[], planning: TaskPlanning): readonly string[] => {
  const below = names.flatMap((name) => unverifiedBelowName(name, planning))
  return below.length === 0 ? names : inReferenceOrder([...new Set([...below, ...names])], planning.contexts)
}
